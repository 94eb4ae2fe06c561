/** The administrator's pages have one frame; the first of them says who may join. */
import { Html } from "@elysiajs/html";
import type { Children } from "@kitajs/html";

import type { RegistrationMode } from "../auth/registration.store.ts";
import { VERSION } from "../lib/version.ts";
import { ago } from "../views/ago.ts";
import { type Answer, Choices } from "../views/choice.tsx";
import { Button, Section, type Site } from "../views/layout.tsx";
import { Sheet } from "../views/sheet.tsx";

/** The sections by their addresses, in the order in which they are offered. */
const SECTIONS = {
  "/admin": "Joining",
  "/admin/people": "People",
  "/admin/invites": "Invitations",
  "/admin/rooms": "Rooms",
  "/admin/place": "Place",
  "/admin/storage": "Storage",
  "/admin/activity": "Activity",
} as const;

type AdminSheetProps = {
  site: Site;
  page: keyof typeof SECTIONS;
  title: string;
  done?: string;
  children: Children;
};

/** The pages of an administrator, with the way from one to the other. */
export const AdminSheet = ({ site, page, title, done, children }: AdminSheetProps) => (
  <Sheet site={site} title={title} done={done} script={site.admin} class="admin">
    <nav aria-label="Administration">
      {Object.entries(SECTIONS).map(([path, name]) => (
        <a href={path} aria-current={path === page ? "page" : undefined}>
          {name}
        </a>
      ))}
    </nav>
    {children}
    <footer class="hint px-1" safe>
      {`Parlor ${VERSION}, started ${ago(performance.timeOrigin, Date.now())}`}
    </footer>
  </Sheet>
);

/** A time in the past, with the exact one for whoever points at it. `at` and `now` in ms. */
export const Ago = ({ at, now }: { at: number; now: number }) => {
  const iso = new Date(at).toISOString();
  return (
    <time datetime={iso} title={`${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`} safe>
      {ago(at, now)}
    </time>
  );
};

const WAYS: (Answer & { value: RegistrationMode })[] = [
  { value: "open", label: "Anyone", about: "Anyone with the address can join." },
  { value: "invite", label: "By invitation", about: "People need an invitation link that an administrator made." },
  { value: "closed", label: "No one", about: "Only people who have an account can log in." },
];

/** What there is to do next, where people join in each way. */
const NEXT: Record<RegistrationMode, string> = {
  open: "Give people the address of this place, as a link or as a QR code.",
  invite: "Make an invitation for one person or for many, and give its link to whoever should come.",
  closed: "Nobody new can join while this is set to “No one”. Links and invitations wait until you change it.",
};

export type JoiningPageProps = { site: Site; mode: RegistrationMode; done?: string };

export const JoiningPage = ({ site, mode, done }: JoiningPageProps) => (
  <AdminSheet site={site} page="/admin" title="Joining" done={done}>
    <Section id="ways" title="Who may join">
      <form method="post" action="/admin/registration">
        <Choices name="mode" headedBy="ways" answers={WAYS} chosen={mode} />
        <button class="button">Save</button>
      </form>
    </Section>
    <Section id="next" title="Bring people in">
      <p safe>{NEXT[mode]}</p>
      <p class="flex flex-wrap gap-3">
        {mode === "invite" ? (
          <Button href="/admin/invites" label="Make an invitation" quiet />
        ) : (
          <Button href="/invite" label="Invite people" quiet />
        )}
      </p>
    </Section>
  </AdminSheet>
);

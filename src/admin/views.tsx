/** Running the place, as pages: who may join, invitations, and everybody who is in. */
import { Html } from "@elysiajs/html";
import type { Children } from "@kitajs/html";

import { type Invite, invitePath, type RegistrationMode } from "../auth/registration.store.ts";
import { Field } from "../views/field.tsx";
import { attribute } from "../views/html.ts";
import type { Site } from "../views/layout.tsx";
import { Sheet } from "../views/sheet.tsx";

const WAYS: Record<RegistrationMode, { label: string; about: string }> = {
  open: { label: "Anyone", about: "Anyone with the address can join." },
  invite: { label: "By invitation", about: "People need an invitation link that you make below." },
  closed: { label: "No one", about: "Only people who have an account can log in." },
};

type AdminSheetProps = {
  site: Site;
  page: "/admin" | "/admin/people";
  title: string;
  done?: string;
  children: Children;
};

/** The pages of an administrator, with the way from one to the other. */
export const AdminSheet = ({ site, page, title, done, children }: AdminSheetProps) => (
  <Sheet site={site} title={title} done={done}>
    <nav aria-label="Administration">
      <a href="/admin" aria-current={page === "/admin" ? "page" : undefined}>
        Joining
      </a>
      <a href="/admin/people" aria-current={page === "/admin/people" ? "page" : undefined}>
        People
      </a>
    </nav>
    {children}
  </Sheet>
);

export type AdminPageProps = {
  site: Site;
  mode: RegistrationMode;
  invites: Invite[];
  /** The address that people come by. */
  origin: string;
  now: number;
  done?: string;
  /** What is wrong with the number of uses. */
  problem?: string;
};

export const AdminPage = ({ site, mode, invites, origin, now, done, problem }: AdminPageProps) => (
  <AdminSheet site={site} page="/admin" title="Administration" done={done}>
    <section aria-labelledby="ways">
      <h2 id="ways">Who may join</h2>
      <form method="post" action="/admin/registration">
        <fieldset class="choices" aria-labelledby="ways">
          {Object.entries(WAYS).map(([name, { label, about }]) => (
            <label>
              <input type="radio" name="mode" value={name} checked={name === mode} />
              <span>
                <b class="font-semibold" safe>
                  {label}
                </b>
                <br />
                <span class="hint" safe>
                  {about}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
        <button class="button">Save</button>
      </form>
    </section>
    <section aria-labelledby="invitations">
      <h2 id="invitations">Invitations</h2>
      {mode !== "invite" && <p class="hint">Invitations are needed only while people join by invitation.</p>}
      <form method="post" action="/admin/invites" novalidate>
        <Field
          name="uses"
          label="Number of people"
          value="1"
          problem={problem}
          hint="Leave empty for no limit."
          inputmode="numeric"
          optional
        />
        <div class="field">
          <label for="days">Expires</label>
          <select id="days" name="days">
            <option value="1">in a day</option>
            <option value="7" selected>
              a week
            </option>
            <option value="30">a month</option>
            <option value="">never</option>
          </select>
        </div>
        <button class="button">Make a link</button>
      </form>
      {invites.length > 0 && (
        <ul class="entries">
          {invites.map((invite) => (
            <InviteEntry invite={invite} origin={origin} now={now} />
          ))}
        </ul>
      )}
    </section>
  </AdminSheet>
);

const InviteEntry = ({ invite, origin, now }: { invite: Invite; origin: string; now: number }) => {
  const over = isOver(invite, now);
  return (
    <li>
      <div class="basis-72">
        {over ? (
          <b safe>{over}</b>
        ) : (
          <input
            class="link"
            readonly
            value={attribute(origin + invitePath(invite.code))}
            aria-label="Invitation link"
          />
        )}
        <p safe>{describe(invite, now)}</p>
      </div>
      <form method="post" action="/admin/invites/revoke">
        <input type="hidden" name="id" value={String(invite.id)} />
        <button class="button quiet">{over ? "Clear" : "Revoke"}</button>
      </form>
    </li>
  );
};

function isOver({ uses, used, expiresAt }: Invite, now: number): string | undefined {
  if (uses !== null && used >= uses) return "Used up";
  return expiresAt !== null && expiresAt <= now ? "Expired" : undefined;
}

function describe({ uses, used, expiresAt }: Invite, now: number): string {
  const people = uses === null ? `${used} joined` : `${used} of ${uses} joined`;
  return expiresAt === null || expiresAt <= now ? people : `${people} · good for ${left(expiresAt - now)}`;
}

function left(time: number): string {
  const hours = Math.ceil(time / 3_600_000);
  if (hours <= 48) return hours === 1 ? "one more hour" : `${hours} more hours`;
  return `${Math.ceil(hours / 24)} more days`;
}

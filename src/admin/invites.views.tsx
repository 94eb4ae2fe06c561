/** Invitations, as administrators see them: how to make one, and those that there are, to be copied, shown or revoked. */
import { Html } from "@elysiajs/html";

import { type Invite, invitePath, type RegistrationMode } from "../auth/registration.store.ts";
import { Field, SelectField } from "../views/field.tsx";
import { FoldedForm } from "../views/folded-form.tsx";
import { attribute } from "../views/html.ts";
import { Section, type Site } from "../views/layout.tsx";
import { AdminSheet } from "./views.tsx";

/** How long an invitation may be good: days, and the words for it. */
export const LIFETIMES = { "1": "in a day", "7": "in a week", "30": "in a month", "": "never" } as const;

export type InvitesPageProps = {
  site: Site;
  mode: RegistrationMode;
  invites: Invite[];
  /** The address that people come by, and whether it leads every machine to itself. */
  origin: string;
  isHere: boolean;
  now: number;
  done?: string;
  /** One was just made, and is the first of them. */
  made?: boolean;
  /** What was filled in, when it can't be used, and why. */
  typed?: { uses: string; days: string };
  problem?: string;
};

export const InvitesPage = ({ site, mode, invites, now, done, made, typed, problem, ...at }: InvitesPageProps) => (
  <AdminSheet site={site} page="/admin/invites" title="Invitations" done={done}>
    <Section id="make" title="New invitation">
      {mode !== "invite" && (
        <p class="hint">
          {mode === "open"
            ? "Right now anyone with the address can join, invited or not. "
            : "Right now no one can join. "}
          Invitations matter only while people join <a href="/admin">by invitation</a>.
        </p>
      )}
      <form method="post" action="/admin/invites" novalidate>
        <Field
          name="uses"
          label="Number of people"
          value={typed?.uses ?? "1"}
          problem={problem}
          hint="Leave empty for no limit."
          inputmode="numeric"
          optional
        />
        <SelectField name="days" label="Expires" options={Object.entries(LIFETIMES)} chosen={typed?.days ?? "7"} />
        <button class="button">Make a link</button>
      </form>
    </Section>
    {invites.length > 0 && (
      <Section id="links" title="Links">
        {at.isHere && (
          <p class="hint">
            This address works only on this machine, so these links do, too. <a href="/invite">How to let others in</a>
          </p>
        )}
        <ul class="entries">
          {invites.map((invite, index) => (
            <InviteEntry invite={invite} now={now} isNew={made === true && index === 0} {...at} />
          ))}
        </ul>
      </Section>
    )}
  </AdminSheet>
);

type EntryProps = { invite: Invite; origin: string; isHere: boolean; now: number; isNew: boolean };

const InviteEntry = ({ invite, origin, isHere, now, isNew }: EntryProps) => {
  const over = isOver(invite, now);
  return (
    <li class="invitation">
      {over ? <b safe>{over}</b> : <Link id={invite.id} address={origin + invitePath(invite.code)} />}
      <p safe>{describe(invite, now)}</p>
      {over ? (
        <form method="post" action="/admin/invites/revoke">
          <input type="hidden" name="id" value={String(invite.id)} />
          <button class="button quiet">Clear</button>
        </form>
      ) : (
        <div class="ways">
          {!isHere && (
            <details open={isNew}>
              <summary>QR code</summary>
              <img class="qr" src={`/admin/invites/${invite.id}/qr`} alt="The link as a QR code" loading="lazy" />
            </details>
          )}
          <FoldedForm summary="Revoke…" action="/admin/invites/revoke">
            <input type="hidden" name="id" value={String(invite.id)} />
            <p>Nobody can join with this link any more. Whoever has joined stays. This can't be undone.</p>
            <button class="button quiet danger">Revoke</button>
          </FoldedForm>
        </div>
      )}
    </li>
  );
};

const Link = ({ id, address }: { id: number; address: string }) => (
  <div class="copyable">
    <input id={`link-${id}`} class="link" readonly value={attribute(address)} aria-label="Invitation link" />
    <button class="button quiet scripted" type="button" data-copy={`link-${id}`} aria-live="polite">
      Copy
    </button>
  </div>
);

function isOver({ uses, used, expiresAt }: Invite, now: number): string | undefined {
  if (uses !== null && used >= uses) return "Used up";
  return expiresAt !== null && expiresAt <= now ? "Expired" : undefined;
}

function describe({ uses, used, expiresAt }: Invite, now: number): string {
  const whom = uses === null ? "For anyone with the link" : uses === 1 ? "For one person" : `For ${uses} people`;
  const joined = uses === 1 && used === 0 ? [] : [used === 0 ? "nobody has joined yet" : `${used} joined`];
  const good = expiresAt === null || expiresAt <= now ? [] : [`good for ${left(expiresAt - now)}`];
  return [whom, ...joined, ...good].join(" · ");
}

function left(time: number): string {
  const hours = Math.ceil(time / 3_600_000);
  if (hours <= 48) return hours === 1 ? "one more hour" : `${hours} more hours`;
  return `${Math.ceil(hours / 24)} more days`;
}

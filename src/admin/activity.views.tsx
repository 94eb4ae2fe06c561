/** What administrators and the operator did, the latest first, in sentences. */
import { Html } from "@elysiajs/html";

import type { AuditAction, AuditEntry } from "../auth/audit.store.ts";
import { formatBytes } from "../lib/bytes.ts";
import { ACCENTS, readAccent } from "../views/accents.ts";
import { timeOf } from "../views/clock.ts";
import { days } from "../views/kept.ts";
import { Button, type Site } from "../views/layout.tsx";
import { AdminSheet, Ago } from "./views.tsx";

type ActivityPageProps = { site: Site; entries: AuditEntry[]; now: number; next?: string };

export const ActivityPage = ({ site, entries, now, next }: ActivityPageProps) => (
  <AdminSheet site={site} page="/admin/activity" title="Activity">
    <section aria-label="What was done">
      <p class="hint">
        What administrators did, and the operator at the terminal. It never includes what people wrote.
      </p>
      {entries.length === 0 ? (
        <p>Nothing yet.</p>
      ) : (
        <ol class="entries">
          {entries.map((entry) => (
            <li>
              <p class="sentence">
                <Sentence entry={entry} />
              </p>
              <p>
                <Ago at={entry.at} now={now} />
              </p>
            </li>
          ))}
        </ol>
      )}
      {next !== undefined && (
        <p>
          <Button href={next} label="Earlier" quiet />
        </p>
      )}
    </section>
  </AdminSheet>
);

/** What somebody did, between the name of who did it and that of whom it was done to; the detail goes last. */
type Words = { before?: string; after?: string; detail?: (detail: string) => string };

const WORDS: Record<Exclude<AuditAction, "became the first administrator">, Words> = {
  "made administrator": { before: "made", after: "an administrator" },
  "no administrator any more": { before: "removed", after: "as administrator" },
  suspended: { before: "suspended" },
  readmitted: { before: "lifted the suspension of" },
  "sessions ended": { before: "logged", after: "out everywhere" },
  "link to a new password": { before: "made a password link for" },
  "picture removed": { before: "removed the picture of" },
  removed: { before: "removed the account", detail: (name) => name },
  registration: { detail: (mode) => MODES[mode] ?? "changed who may join" },
  "invite made": { before: "made an invitation for", detail: people },
  "invite revoked": { before: "revoked an invitation", detail: (used) => `that ${joined(used)}` },
  "place named": { detail: (name) => (name ? `named this place “${name}”` : "gave this place its first name back") },
  "sentence changed": { before: "changed the sentence on the landing page" },
  "accent changed": { before: "changed the accent colour to", detail: labelOf },
  "logo changed": { detail: (what) => `${what === "removed" ? "removed" : "changed"} the logo` },
  "landing changed": {
    detail: (what) =>
      what === "removed" ? "took the landing page's background away" : `chose a ${what} for the landing page`,
  },
  "still changed": {
    detail: (what) => `${what === "removed" ? "removed" : "chose"} a picture in place of the landing page's video`,
  },
  "room makers": {
    detail: (who) => (who === "everyone" ? "let everyone make rooms" : "let only administrators make rooms"),
  },
  "direct rooms": { detail: (state) => (state === "on" ? "allowed direct messages" : "switched direct messages off") },
  retention: { detail: (days) => keeps("messages", days) },
  "file retention": { detail: (days) => keeps("files", days) },
  emptying: {
    detail: (at) => (at ? `planned to delete everything on ${timeOf(Number(at))}` : "called off deleting everything"),
  },
  "message deleted": { before: "deleted a message of", detail: (room) => (room ? `in ${room}` : "in a closed room") },
  "backup downloaded": { before: "downloaded a backup of", detail: (bytes) => formatBytes(Number(bytes)) },
};

const Sentence = ({ entry }: { entry: AuditEntry }) => {
  if (entry.action === "became the first administrator") {
    return (
      <>
        <Who id={entry.user} name={entry.userName} /> became the first administrator
      </>
    );
  }
  const { before = "", after = "", detail } = WORDS[entry.action];
  const hasPerson = entry.user !== null && entry.action !== "removed";
  return (
    <>
      <Who id={entry.by} name={entry.byName} /> <span safe>{before}</span>{" "}
      {hasPerson && <Who id={entry.user} name={entry.userName} />}{" "}
      {detail !== undefined && <bdi safe>{detail(entry.detail)}</bdi>} <span safe>{after}</span>
    </>
  );
};

const Who = ({ id, name }: { id: number | null; name: string | null }) =>
  id === null || name === null ? (
    <b>The operator</b>
  ) : (
    <a href={`/admin/people/${id}`}>
      <bdi safe>{name}</bdi>
    </a>
  );

const MODES: Record<string, string> = {
  open: "let anyone join",
  invite: "let people join by invitation only",
  closed: "closed registration",
};

function people(uses: string): string {
  if (uses === "") return "any number of people";
  return uses === "1" ? "one person" : `${Number(uses).toLocaleString("en")} people`;
}

const keeps = (what: "messages" | "files", count: string): string =>
  count === "" ? `set ${what} to be kept for good` : `set ${what} to be kept for ${days(Number(count))}`;

const joined = (used: string): string =>
  used === "0"
    ? "nobody had joined with"
    : used === "1"
      ? "one person had joined with"
      : `${used} people had joined with`;

function labelOf(word: string): string {
  const accent = readAccent(word);
  return accent ? ACCENTS[accent].label : word;
}

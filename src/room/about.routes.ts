/** What there is to know of a room, and what its keepers make of it. */
import type { Database } from "bun:sqlite";

import { Elysia, t } from "elysia";

import { type ErrorStatus, rejected } from "../http/error.tsx";
import { oneOf } from "../http/query.ts";
import { rooms } from "../rooms/access.ts";
import {
  archiveRoom,
  type Authors,
  type ChangeRoom,
  changeRoom,
  deleteRoom,
  moreAuthors,
  NO_AUTHORS,
} from "../rooms/change.store.ts";
import { foldRoomName, readRoomName, readTopic } from "../rooms/names.ts";
import { expectChanged, NOT_DONE } from "./about.tsx";
import type { AboutProblems } from "./about.views.tsx";
import type { RoomsDeps } from "./deps.ts";

/** Most seconds between two messages of a person. */
const SLOWEST = 86_400;

/** What was done, by the word that the address ends with. */
const DONE = new Map([
  ["saved", "Saved."],
  ["added", "Added. They can read everything that was said here."],
  ["removed", "They are no longer in this room."],
  ["muted", "They can read here, but not write."],
  ["unmuted", "They can write here again."],
  ["keeper", "They are now a keeper of this room."],
  ["no-keeper", "They are no longer a keeper of this room."],
  ["opened", "The room is open to everybody now."],
  ["closed", "The room is closed now. Everybody who wrote here is still in it."],
  ["archived", "The room is archived. It can still be read, and found by search."],
  ["ending", "Everything said here will be deleted at that hour. The room says so until then."],
  ["kept", "Called off. Everything is kept."],
  ["restored", "The room is back. People can write here again."],
]);

/** What is left out of the form stays as it is. */
const AboutForm = t.Object({
  name: t.Optional(t.String()),
  topic: t.Optional(t.String()),
  kind: t.Optional(oneOf(["open", "closed"])),
  writers: t.Optional(oneOf(["everyone", "keepers"])),
  slow: t.Optional(t.String()),
});

export function aboutRoutes(deps: RoomsDeps) {
  const { db, commit, limit, renderAbout } = deps;

  return new Elysia({ name: "about" })
    .use(rooms(deps))

    .get(
      "/rooms/:slug/about",
      ({ room, standing, member, query }) =>
        renderAbout({ room, standing, member }, { find: query.name, done: DONE.get(query.done ?? "") }),
      { inRoom: true, query: t.Object({ name: t.Optional(t.String()), done: t.Optional(t.String()) }) },
    )

    .post(
      "/rooms/:slug/about",
      async ({ room, standing, member, body, set, redirect }) => {
        const { change, problems } = readChange(body);
        const reject = (problems: AboutProblems, why?: ErrorStatus) =>
          rejected(set, renderAbout({ room, standing, member }, { typed: body, problems }), why);
        if (Object.keys(problems).length > 0) return reject(problems);
        const tooMany = limit.tooMany(member);
        if (tooMany) return reject({ name: tooMany.sentence }, tooMany);
        const closes = change.kind === "closed" && room.kind === "open";
        const authors = closes ? await authorsIn(db, room.id) : undefined;
        const outcome = await commit(changeRoom, { room: room.id, by: member.id, ...change, authors });
        if (outcome === "taken") return reject({ name: NOT_DONE.taken.sentence });
        expectChanged(outcome);
        const isKind = change.kind !== undefined && change.kind !== room.kind;
        const word = !isKind ? "saved" : change.kind === "open" ? "opened" : "closed";
        return redirect(`/rooms/${room.slug}/about?done=${word}`, 303);
      },
      { keepsRoom: true, body: AboutForm },
    )

    .post(
      "/rooms/:slug/archive",
      async ({ room, member, body, redirect }) => {
        const archived = body.archived !== "off";
        limit.count(member);
        expectChanged(await commit(archiveRoom, { room: room.id, by: member.id, archived, at: Date.now() }));
        return redirect(`/rooms/${room.slug}/about?done=${archived ? "archived" : "restored"}`, 303);
      },
      { keepsRoom: true, body: t.Object({ archived: t.String({ default: "on" }) }) },
    )

    .post(
      "/rooms/:slug/delete",
      async ({ room, standing, member, body, set, redirect }) => {
        limit.count(member);
        const typed = readRoomName(body.name);
        const folded = "folded" in typed ? typed.folded : foldRoomName("");
        const outcome = await commit(deleteRoom, { room: room.id, by: member.id, folded, at: Date.now() });
        if (outcome === "wrong name") {
          const problems = { farewell: NOT_DONE[outcome].sentence };
          return rejected(set, renderAbout({ room, standing, member }, { problems }));
        }
        expectChanged(outcome);
        return redirect("/rooms?done=deleted", 303);
      },
      { keepsRoom: true, body: t.Object({ name: t.String({ default: "" }) }) },
    );
}

/** Who wrote in a room, read in turns of their own, so that others are served in between. */
async function authorsIn(db: Database, room: number): Promise<Authors> {
  let authors = NO_AUTHORS;
  for (let more = moreAuthors(db, room, authors); more; more = moreAuthors(db, room, authors)) {
    authors = more;
    await Bun.sleep(0);
  }
  return authors;
}

type Change = Omit<ChangeRoom, "room" | "by">;

/** What a form changes, or what is wrong with it, in words for whoever filled it in. */
function readChange(form: typeof AboutForm.static): { change: Change; problems: AboutProblems } {
  const change: Change = { kind: form.kind, writers: form.writers };
  const problems: AboutProblems = {};
  if (form.name !== undefined) {
    const answer = readRoomName(form.name);
    if (answer.problem !== undefined) problems.name = answer.problem;
    else Object.assign(change, answer);
  }
  if (form.topic !== undefined) {
    const answer = readTopic(form.topic);
    if (answer.problem !== undefined) problems.topic = answer.problem;
    else change.topic = answer.topic;
  }
  const slow = form.slow === undefined ? undefined : /^\d{1,6}$/.test(form.slow) ? Number(form.slow) : NaN;
  if (slow !== undefined && slow <= SLOWEST) change.slow = slow;
  else if (slow !== undefined) problems.slow = `Choose a number of seconds, up to ${SLOWEST.toLocaleString("en")}.`;
  return { change, problems };
}

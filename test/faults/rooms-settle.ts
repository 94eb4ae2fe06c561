/** Lets everybody in the rooms finish, and compares what they were told and what they see with what is stored. */
import type { Person } from "../support/person.ts";
import { openReader, type Reader } from "../support/reader.ts";
import { waitFor } from "../support/wait.ts";
import { checkArrivals } from "./arrivals.ts";
import type { Figures } from "./fault.ts";
import { type LogState, readPage } from "./follower.ts";
import { type ModelRoom, of, openClock } from "./membership.ts";
import type { Guest, RoomsScene } from "./rooms-scene.ts";
import {
  checkCalls,
  checkPositions,
  checkReading,
  checkVisits,
  checkWriting,
  countUnread,
  type UnreadRoom,
} from "./rooms-verdict.ts";
import { check, type Stored, type View } from "./verdict.ts";
import type { OpenPage } from "./visitor.ts";
import { whispersHeard } from "./whispers.ts";

type StoredInRoom = Stored & { room: number };

/**
 * Whatever disturbed must be over.
 * @throws with everything that is not as it must be, some examples of it
 */
export async function settle(scene: RoomsScene, faults: number): Promise<Figures> {
  const { guests, visitors, keepers, editor, diary, rooms } = scene;
  await Promise.all(Object.values(keepers).map((keeper) => keeper.stop()));
  await Promise.all(visitors.map((visitor) => visitor.stop()));
  await Promise.all(guests.map(({ writer }) => writer.stop()));
  await editor.stop();

  const stored = await allCaughtUp(scene);
  checkRooms(scene, stored, await loadAll(scene));
  report(problemsOf(scene, stored));
  report(await whispersHeard(scene));
  await checkUnread(scene); // what was read is stored by now
  scene.endSampling();
  report(checkPositions(scene.samples, Object.values(rooms), diary));
  return { faults, sent: sentBy(guests).length, checked: diary.arrivals.list.length };
}

const sentBy = (guests: Guest[]) =>
  guests.flatMap(({ id, writer }) => writer.messages.map((message) => ({ ...message, author: id })));

/** What was not as it must be, of all that people did and saw. */
function problemsOf(scene: RoomsScene, stored: StoredInRoom[]): string[] {
  const { guests, diary, kills } = scene;
  const rooms = Object.values(scene.rooms);
  const roomOf = new Map(stored.map(({ id, room }) => [id, rooms.find((one) => one.id === room)]));
  const keys = new Set(stored.map(({ key }) => key));
  const messages = sentBy(guests);
  const known = {
    clock: openClock(messages),
    roomOf: (id: number) => roomOf.get(id),
    typedAt: (room: ModelRoom, person: number) =>
      diary.typed.find((typed) => typed.room === room && typed.person === person)?.since ?? Infinity,
  };
  return [
    ...diary.problems,
    ...checkArrivals(diary.arrivals.list, known),
    ...guests.flatMap(({ id, writer }) => checkWriting(id, writer.messages, rooms, (key) => keys.has(key))),
    ...checkVisits(diary),
    ...checkReading(diary, kills),
    ...checkCalls(
      messages.map((message) => ({ ...message, to: calledBy(message.body, guests) })),
      rooms,
      callsIn(scene),
    ),
  ];
}

function report(problems: string[]): void {
  if (problems.length === 0) return;
  throw new Error(`${problems.length} promises are broken:\n${problems.slice(0, 20).join("\n")}`);
}

/** Whom a message mentions at its beginning. */
const calledBy = (body: string, guests: Guest[]): number | undefined =>
  guests.find(({ person }) => body.startsWith(`@${person.name} `))?.id;

const callsIn = ({ db }: RoomsScene): ReadonlySet<string> =>
  new Set(
    db
      .query<{ call: string }, []>("SELECT user_id || ' ' || message_id AS call FROM for_me")
      .all()
      .map(({ call }) => call),
  );

const storedIn = ({ db }: RoomsScene): StoredInRoom[] =>
  db
    .query<StoredInRoom, []>(
      `SELECT id, key, room_id AS room, author_id AS author, body, rev, deleted_by IS NOT NULL AS gone
       FROM messages ORDER BY id`,
    )
    .all();

const pagesOf = ({ visitors }: RoomsScene) =>
  visitors.flatMap((visitor) => {
    const page = visitor.page();
    return page ? { person: visitor.person, ...page, page } : [];
  });

/** Waits until everybody who is in a room has heard of everything there, and the others have been sent away. */
async function allCaughtUp(scene: RoomsScene): Promise<StoredInRoom[]> {
  for (;;) {
    const stored = storedIn(scene);
    const newest = new Map(stored.map(({ room, rev }) => [room, rev]));
    for (const { room, rev } of stored) newest.set(room, Math.max(rev, newest.get(room) ?? 0));
    const isThere = ({ follower, room, sentAway }: OpenPage, person: number) =>
      of(room.inside, person).now() === "no"
        ? sentAway
        : !sentAway && Number(follower.cursor().split(".")[1]) >= (newest.get(room.id) ?? 0);
    for (const { page, person } of pagesOf(scene)) {
      if (page.sentAway && of(page.room.inside, person).now() === "yes") knock(page);
    }
    const late = () => pagesOf(scene).filter(({ page, person }) => !isThere(page, person));
    await waitFor(() => late().length === 0, "every page to be where it should").catch((error: unknown) => {
      const states = late().map(({ person, room, follower, sentAway }) => ({
        ...{ person, room: room.slug, sentAway, cursor: follower.cursor(), newest: newest.get(room.id) },
        ...follower.figures(),
      }));
      throw new Error(`${String(error)}: ${JSON.stringify(states)}`);
    });
    if (storedIn(scene).at(-1)?.id === stored.at(-1)?.id && latestRev(storedIn(scene)) === latestRev(stored))
      return stored;
  }
}

const latestRev = (stored: Stored[]): number => Math.max(...stored.map(({ rev }) => rev));

/** Comes back to a room that one was sent away from, and is in again. */
function knock(page: OpenPage): void {
  page.sentAway = false;
  page.follower.vanish();
}

type LoadedPage = { room: ModelRoom; page: LogState };

/** Loads the page of each room for everybody; to those who are out it is not there, in the same words as what never was. */
async function loadAll({ guests, rooms }: RoomsScene): Promise<LoadedPage[]> {
  const loaded: LoadedPage[] = [];
  for (const { id, person } of guests) {
    const nowhere = await ask(person, "/rooms/nowhere");
    for (const room of Object.values(rooms)) {
      const { status, html } = await ask(person, `/rooms/${room.slug}`);
      const isIn = of(room.inside, id).now() === "yes";
      if (status !== (isIn ? 200 : 404)) throw new Error(`${person.name} gets ${status} for ${room.name}`);
      if (isIn) loaded.push({ room, page: readPage(html) });
      else if (html !== nowhere.html) throw new Error(`${room.name} is not there in other words than what never was`);
    }
  }
  return loaded;
}

async function ask(person: Person, path: string): Promise<{ status: number; html: string }> {
  const answer = async () => {
    const response = await person.ask(path);
    return { status: response.status, html: await response.text() };
  };
  return answer().catch(answer); // the first may meet a connection of an earlier server
}

/** In each room everything that was acknowledged is there once, and its pages show exactly that. */
function checkRooms(scene: RoomsScene, stored: StoredInRoom[], loaded: LoadedPage[]): void {
  for (const room of Object.values(scene.rooms)) {
    const writers = scene.guests.map(({ writer }) => ({
      ...writer,
      messages: writer.messages.filter((message) => message.room === room.slug && message.rejected === undefined),
    }));
    const views: View[] = [
      ...pagesOf(scene)
        .filter((page) => page.room === room && !page.sentAway)
        .map(({ follower }) => ({ rows: follower.rows(), from: follower.from(), seen: follower.seen })),
      ...loaded.filter((page) => page.room === room).map(({ page }) => ({ ...page, seen: new Set<string>() })),
    ];
    check(
      stored.filter((row) => row.room === room.id),
      writers,
      views.map((view) => ({
        ...view,
        rows: view.rows.map((row) => ({ ...row, text: row.text.replace(/<[^>]*>/g, "") })),
      })),
    );
  }
}

/** Every new page of everybody, and the lists of its sidebar, have what is counted in the database. */
const checkUnread = async (scene: RoomsScene): Promise<void> =>
  void (await Promise.all(scene.guests.map((guest) => checkUnreadOf(scene, guest))));

async function checkUnreadOf({ server, db, rooms }: RoomsScene, { id, person }: Guest): Promise<void> {
  using reader = disposable(await openReader(server.url, person));
  let last = { heard: "", counted: "" };
  const isRight = async () => {
    reader.tell("unread");
    await Bun.sleep(200);
    const heard = (reader.notes().findLast(({ unread }) => unread)?.unread ?? []) as UnreadRoom[];
    const shown = unreadIn((await ask(person, "/rooms/lobby/sidebar")).html);
    const counted = countUnread(db, id);
    const others = counted.filter(([room]) => room !== rooms.lobby.id); // what is open counts as read
    last = {
      heard: JSON.stringify([heard.toSorted(([one], [other]) => one - other), shown]),
      counted: JSON.stringify([counted, others.map(([room, forMe]) => [room, forMe])]),
    };
    return last.heard === last.counted;
  };
  await waitFor(isRight, `what is unread for ${person.name}`, 15_000).catch((error: unknown) => {
    throw new Error(`${String(error)}: hears and sees ${last.heard}, counted ${last.counted}`);
  });
}

const disposable = (reader: Reader) => ({ ...reader, [Symbol.dispose]: reader.close });

/** The rooms that are marked as unread in the lists of a sidebar, with their numbers. */
const unreadIn = (html: string): [room: number, forMe: number][] =>
  [...html.matchAll(/<li data-room="(\d+)"([^>]*)>([^]*?)<\/li>/g)]
    .filter(([, , attributes = ""]) => /class="[^"]*\bunread\b/.test(attributes))
    .map(([, room, , inside = ""]): [number, number] => [
      Number(room),
      Number(/<span class="count">(\d+)/.exec(inside)?.[1] ?? 0),
    ])
    .sort(([one], [other]) => one - other);

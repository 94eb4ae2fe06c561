/** Rooms in which much goes on while everybody else is quiet: to those who are out of them nothing at all may get. */
import { type Person, rowsIn } from "../support/person.ts";
import { openReader, type Reader } from "../support/reader.ts";
import { waitFor } from "../support/wait.ts";
import { type ModelRoom, of } from "./membership.ts";
import type { RoomsScene } from "./rooms-scene.ts";

type Frame = Record<string, unknown>;

/** What reached somebody of rooms that they are out of. The last of the people is out of all of them. */
export async function whispersHeard({ guests, rooms, server, keepers, visitors }: RoomsScene): Promise<string[]> {
  const { lobby, ...others } = rooms;
  const [ada, grace] = guests;
  const last = guests.at(-1);
  if (!ada || !grace || !last) throw new Error("there are too few people");
  visitors.forEach((visitor) => visitor.close());
  await keepers.attic.shut(last.id);
  await using stack = new AsyncDisposableStack();
  const open = async (person: Person, room: ModelRoom) =>
    stack.adopt(await openReader(server.url, person, { room: room.slug }), (reader) => reader.close());
  const readers = await Promise.all(guests.map(({ person }) => open(person, lobby)));
  const elsewhere = await open(ada.person, rooms.cellar);

  await untilQuiet(ada.person, lobby, readers, elsewhere);
  const before = readers.map((reader) => reader.notes().length);
  for (const room of [rooms.cellar, rooms.attic]) {
    const reader = await open(ada.person, room);
    reader.tell("typing");
    const names = guests.map(({ person }) => `@${person.name}`).join(" ");
    const id = await say(ada.person, room, `@here ${names} psst`);
    await act(ada.person, room, `messages/${id}/reactions`, { emoji: "🤫" });
    await act(ada.person, room, `messages/${id}/edit`, { body: `${names} @here, psst` });
    await act(ada.person, room, "about", { topic: "Whispers" });
    reader.tell(`read ${id}`);
    await act(ada.person, room, `messages/${id}/delete`, {});
  }
  await say(grace.person, rooms.talk, `@here @${last.person.name} psst`);
  await untilQuiet(ada.person, lobby, readers, elsewhere);

  return guests.flatMap(({ id, person }, index) => {
    const foreign = Object.values(others).filter((room) => of(room.inside, id).now() === "no");
    const isForeign = (frame: Frame) => foreign.some((room) => isNamed(room, frame));
    const isAllowed = id === last.id ? isOfOpenRooms : (frame: Frame) => !isForeign(frame);
    const heard = readers[index]?.notes().slice(before[index]) ?? [];
    return heard
      .filter((frame) => !isAllowed(frame))
      .map((frame) => `${person.name} hears a whisper: ${JSON.stringify(frame).slice(0, 300)}`);
  });
}

const listed = ({ fresh, unread }: Frame): unknown[] =>
  [fresh, unread].flatMap((list) => (Array.isArray(list) ? list.map(([room]) => room) : []));

function isNamed({ id, slug, name }: ModelRoom, frame: Frame): boolean {
  const text = JSON.stringify(frame);
  return text.includes(slug) || text.includes(name) || listed(frame).includes(id);
}

/** What pages get while something is said in the lobby and people have just left it, and nothing happens anywhere else. */
function isOfOpenRooms(frame: Frame): boolean {
  if ("heartbeat" in frame || (Array.isArray(frame.typing) && frame.typing.length === 0)) return true;
  return frame.target === "#here" && !String(frame.content).includes("absent"); // in open rooms nobody is listed as that
}

/**
 * Signals leave in their order, so what was to be said before has left when two messages have been signalled to somebody who
 * is elsewhere, and has arrived when another message has.
 */
async function untilQuiet(person: Person, room: ModelRoom, readers: Reader[], elsewhere: Reader): Promise<void> {
  for (let round = 0; round < 2; round++) {
    const id = await say(person, room, "Nothing special");
    const hasHeard = () =>
      elsewhere.notes().some(({ fresh }) => Array.isArray(fresh) && fresh.some(([, newest]) => newest === id));
    await waitFor(hasHeard, `the signal of message ${id}`);
  }
  const last = await say(person, room, "Nothing else");
  await waitFor(
    () => readers.every((reader) => reader.rows().some(({ id }) => id === last)),
    `the row of message ${last}`,
  );
}

async function say(person: Person, room: ModelRoom, body: string): Promise<number> {
  const response = await person.post(body, undefined, room.slug);
  const html = await response.text();
  const id = rowsIn(html)[0]?.id;
  if (id === undefined) throw new Error(`${person.name} posts in ${room.name}: ${response.status} ${html}`);
  return id;
}

async function act(person: Person, room: ModelRoom, path: string, fields: Record<string, string>): Promise<void> {
  const init = { method: "POST", body: new URLSearchParams(fields), headers: { "HX-Request": "true" } };
  const response = await person.ask(`/rooms/${room.slug}/${path}`, init);
  await response.body?.cancel();
  if (response.status >= 400) throw new Error(`${path} in ${room.name}: ${response.status}`);
}

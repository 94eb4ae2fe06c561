/** People in several rooms while something goes wrong: one is closed, one is so at times, and they come and go all the time. */
import type { Database } from "bun:sqlite";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { openFile, openToChange } from "../support/database.ts";
import { addPerson } from "../support/memory.ts";
import { type Person, personAt, personOf } from "../support/person.ts";
import { type Proxy, startProxy } from "../support/proxy.ts";
import { makeRooms, type NewRoom } from "../support/rooms.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";
import { enter } from "../support/session.ts";
import { waitFor } from "../support/wait.ts";
import { openArrivals } from "./arrivals.ts";
import { type Editor, startEditor } from "./editor.ts";
import { type Keeper, startKeeper } from "./keeper.ts";
import { type ModelRoom, of, openModelRoom } from "./membership.ts";
import type { Random } from "./random.ts";
import type { Position, Sample } from "./rooms-verdict.ts";
import { type Diary, startVisitor, type Visitor } from "./visitor.ts";
import { startWriter, type Writer, type WrittenMessage } from "./writer.ts";

/** Somebody, directly at the server, and what they write. */
export type Guest = { id: number; person: Person; writer: Writer };

export type RoomsScene = {
  server: TestServer;
  db: Database;
  /** A network of its own for each place; devices are spread over the places, and some are beside the server. */
  places: Proxy[];
  /** The lobby, a closed room, one that is open at times, and one between two people. */
  rooms: { lobby: ModelRoom; cellar: ModelRoom; attic: ModelRoom; talk: ModelRoom };
  /**
   * The first keeps the rooms, and the second and third talk directly. The last is never added to a closed room, and writes
   * in the lobby alone: whenever the room that is open at times is closed, they are out, and try to come in again.
   */
  guests: Guest[];
  visitors: Visitor[];
  keepers: Record<"lobby" | "cellar" | "attic", Keeper>;
  editor: Editor;
  diary: Diary;
  samples: Sample[];
  kills: number[];
  /** Waits until so many more messages were acknowledged. */
  more: (count: number) => Promise<void>;
  /** Resolves in the turn of the next answer to a writer or a keeper: the worst moment for the server to end. */
  answer: () => Promise<void>;
  /** Ends the server and starts it again. */
  end: (signal: "SIGKILL" | "SIGTERM") => Promise<void>;
  /** Stops noting read positions. */
  endSampling: () => void;
  [Symbol.asyncDispose]: () => Promise<void>;
};

const ENVIRONMENT = {
  POSTS_PER_10S: "1000000",
  READS_PER_10S: "1000000",
  CHANGES_PER_10S: "1000000",
  ROOMS_PER_10MIN: "1000000",
  CLIENT_MESSAGES_PER_10S: "1000000",
  SOCKETS_PER_PERSON: "100000",
  HEARTBEAT_S: "1",
};

const NAMES = ["ada", "grace", "alan", "edsger", "barbara", "zoe"];

/** Answers that say that somebody is not in a room, or may not write there. */
const EXPECTED_ERRORS = [403, 404];

/** Time between two looks at the stored read positions, in ms. */
const SAMPLING = 100;

export async function openRoomsScene(random: Random): Promise<RoomsScene> {
  await using stack = new AsyncDisposableStack();
  const flushInterval = random.pick([0, 5, 50]);
  const server = stack.use(await startServer({ ...ENVIRONMENT, FLUSH_INTERVAL_MS: String(flushInterval) }));
  const places = Array.from({ length: 3 }, () => stack.use(startProxy(server.port)));
  const { people, rooms } = await betweenRuns(server, (folder) => makePlace(server.url, folder));
  const db = stack.use(openFile(server.folder));
  const all = Object.values(rooms);
  const ids = people.map(({ id }) => id);

  let answered = Promise.withResolvers<void>();
  const onAnswer = () => {
    answered.resolve();
    answered = Promise.withResolvers();
  };
  const atPlace = (index: number, { name, cookie }: Person) => {
    const { url } = [...places, server][index % (places.length + 1)] ?? server;
    return { base: url, person: personAt(url, { name, cookie }) };
  };

  const writers: Writer[] = [];
  const acknowledged = (): WrittenMessage[] =>
    writers.flatMap(({ messages }) => messages).filter(({ id }) => id !== undefined);
  for (const [index, { id, person }] of people.entries()) {
    const chance = random.fork(`writer ${index}`);
    const next = () => {
      const room = id === ids.at(-1) ? rooms.lobby : chooseRoom(all, id, chance);
      const said = acknowledged().filter((message) => message.room === room.slug);
      const mention = chance.chance(0.25) ? `@${chance.chance(0.1) ? "here" : chance.pick(NAMES)} ` : "";
      const reply = said.length > 0 && chance.chance(0.15) ? chance.pick(said.slice(-20)).id : undefined;
      return { room: room.slug, mention, reply };
    };
    const writing = { patience: 1_000, pause: 120, next, expectedErrors: EXPECTED_ERRORS, onAnswer };
    writers.push(startWriter(atPlace(index, person).person, chance, writing));
  }
  stack.defer(() => void writers.forEach((writer) => void writer.stop().catch(() => {})));
  const guests = people.map((one, index) => ({ ...one, writer: writers[index]! }));
  const keeperOfAll = guests[0]!.person;
  const editor = startEditor(writers, random.fork("editor"), EXPECTED_ERRORS);
  stack.defer(() => void editor.stop().catch(() => {}));

  const keep = (name: "lobby" | "cellar" | "attic", from: number, to: number) =>
    startKeeper({
      room: rooms[name],
      keeper: keeperOfAll,
      guests: new Map(
        guests.slice(from, to).map(({ id, person, writer }) => [id, { person, messages: writer.messages }]),
      ),
      random: random.fork(`keeper of the ${name}`),
      bystander: ids.at(-1),
      opens: name === "attic",
      pause: name === "lobby" ? 1_500 : 400,
      onAnswer,
    });
  const keepers = { lobby: keep("lobby", 1, 6), cellar: keep("cellar", 1, 5), attic: keep("attic", 1, 6) };
  stack.defer(() => Object.values(keepers).forEach((keeper) => void keeper.stop().catch(() => {})));

  const diary: Diary = { arrivals: openArrivals(all), entered: [], sentAway: [], unread: [], typed: [], problems: [] };
  const visitors = [...people, ...people.slice(1, 3), ...people.slice(-1)].map(({ id, person }, index) =>
    startVisitor({
      ...atPlace(index, person),
      id,
      direct: person,
      rooms: all,
      favourite: id === ids.at(-1) ? rooms.attic : undefined,
      diary,
      random: random.fork(`visitor ${index}`),
      following: { opening: 1_500 },
    }),
  );
  stack.defer(() => {
    for (const visitor of visitors) {
      visitor.close();
      void visitor.stop().catch(() => {});
    }
  });

  const samples: Sample[] = [];
  const sampling = setInterval(() => samples.push({ at: performance.now(), positions: positionsIn(db) }), SAMPLING);
  stack.defer(() => clearInterval(sampling));

  const kills: number[] = [];
  const disposal = stack.move();
  return {
    ...{ server, db, places, rooms, guests, visitors, keepers, editor, diary, samples, kills },
    async more(count) {
      const enough = acknowledged().length + count;
      const failed = Promise.race(writers.map(({ running }) => running));
      await Promise.race([failed, waitFor(() => acknowledged().length >= enough, `${count} more messages`, 40_000)]);
    },
    answer: () => answered.promise,
    async end(signal) {
      if (signal === "SIGKILL") kills.push(performance.now()); // else it stores what it knows
      await server.stop(signal);
      await server.restart();
    },
    endSampling: () => clearInterval(sampling),
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  };
}

const positionsIn = (db: Database): Position[] =>
  db.query<Position, []>("SELECT user_id AS person, room_id AS room, read_id AS read FROM memberships").all();

/** Six people, and their rooms. The names of the closed rooms stand nowhere else. */
function makePlace(
  url: string,
  folder: string,
): { people: Pick<Guest, "id" | "person">[]; rooms: RoomsScene["rooms"] } {
  using db = openToChange(folder);
  const secret = readFileSync(join(folder, "secret"), "utf8").trim();
  const people = NAMES.map((name) => {
    const id = addPerson(db, name);
    return { id, person: personOf(url, name, enter(url, db, secret, id)) };
  });
  const ids = people.map(({ id }) => id);
  const [ada = 0, grace = 0, alan = 0, edsger = 0] = ids;
  db.query("UPDATE users SET admin = 1 WHERE id = ?").run(ada);
  const closed: NewRoom & { people: number[] } = { kind: "closed", people: [grace, alan, edsger] };
  const inside = [ada, ...closed.people];
  return makeRooms(folder, ({ room, direct }) => {
    const [cellar, attic, talk] = [room("Cellarwhisper", closed), room("Atticwhisper", closed), direct(grace, alan)];
    return {
      people,
      rooms: {
        lobby: openModelRoom({ id: 1, slug: "lobby", name: "Lobby", kind: "open" }, ids, []),
        cellar: openModelRoom({ ...cellar, name: "Cellarwhisper", kind: "closed" }, ids, inside),
        attic: openModelRoom({ ...attic, name: "Atticwhisper", kind: "closed" }, ids, inside),
        // the names of its people are everywhere: it is known by its slug
        talk: openModelRoom({ ...talk, name: talk.slug, kind: "direct" }, ids, [grace, alan]),
      },
    };
  });
}

/** Mostly one in which somebody may be, and once in a while one in which they are not. */
function chooseRoom(rooms: ModelRoom[], person: number, random: Random): ModelRoom {
  const inside = rooms.filter((room) => of(room.inside, person).now() !== "no");
  return random.pick(random.chance(0.9) ? inside : rooms);
}

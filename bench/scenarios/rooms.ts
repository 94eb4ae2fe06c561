/** Many rooms: what a message costs among others, what a long list of rooms adds to a page, and what reading costs. */
import { Database } from "bun:sqlite";
import { join } from "node:path";

import { openOf } from "../load/crowd.ts";
import { getRequest } from "../load/http.ts";
import { atRate, httpSpeaker, sayAtRate, socketSpeaker, type Speaker } from "../load/posting.ts";
import { press } from "../load/pressure.ts";
import type { Receivers } from "../load/receivers.ts";
import { median, sum } from "../measure/statistics.ts";
import type { Outcome } from "../report/figure.ts";
import { type Parlor, startParlor } from "../servers/parlor.ts";
import type { Options } from "./options.ts";

const PEOPLE = 1_000;
const ROOMS = 50;
/** Rooms that each person is in. */
const ROOMS_EACH = 20;
const READERS = PEOPLE / ROOMS;
const RATE = 100;
const ARRIVAL_TIMEOUT = 20_000;
/** Read positions that are measured at most, and how many come in a second: 10,000 a minute. */
const MOST_READS = 10_000;
const READS_PER_SECOND = 10_000 / 60;
/** After this time they are stored, in ms. */
const STORED_AFTER = 4_000;
/** Rooms in a long list. */
const LONG = 200;

const slugOf = (room: number) => `room-${room}`;

/** Makes rooms: closed ones with their people, or open ones. */
function addRooms(db: Database, count: number, kind: "open" | "closed"): void {
  const room = db.query("INSERT INTO rooms (slug, name, name_folded, kind) VALUES (?1, ?1, ?1, ?2) RETURNING id");
  const member = db.query("INSERT INTO memberships (room_id, user_id, member) VALUES (?, ?, 1)");
  db.transaction(() => {
    for (let number = 0; number < count; number++) {
      const { id } = room.get(slugOf(number), kind) as { id: number };
      if (kind === "open") continue;
      for (let person = 0; person < PEOPLE; person++) if (isIn(person, number)) member.run(id, person + 1);
    }
  })();
}

/** A person's own room and those that follow it. */
const isIn = (person: number, room: number): boolean => (room - (person % ROOMS) + ROOMS) % ROOMS < ROOMS_EACH;

type Place = { server: Parlor; speaker: Speaker; groups: string[]; readers: number };

/** A thousand people, each with a page open in a room of theirs; twenty readers to a room. */
async function openRooms(receivers: Receivers, kind: "open" | "closed"): Promise<Place> {
  const server = await startParlor({ people: PEOPLE, prepare: (db) => addRooms(db, ROOMS, kind) });
  const groups = Array.from({ length: ROOMS }, (_, room) => `${kind} ${room}`);
  for (const [room, group] of groups.entries()) {
    const headers = server.cookies.filter((_, person) => person % ROOMS === room);
    await receivers.open(group, openOf(server, READERS, { path: `/rooms/${slugOf(room)}/live`, headers }));
  }
  const speaker = httpSpeaker(server, (said) => ({
    cookie: server.cookies[said % PEOPLE] ?? "",
    path: `/rooms/${slugOf(said % ROOMS)}/messages`,
  }));
  return { server, speaker, groups, readers: READERS };
}

/** As many readers in one room, who get as many rows. */
async function openOneRoom(receivers: Receivers): Promise<Place> {
  const server = await startParlor({ people: PEOPLE });
  await receivers.open(
    "one",
    openOf(server, READERS, { path: "/rooms/lobby/live", headers: server.cookies.slice(0, READERS) }),
  );
  return { server, speaker: httpSpeaker(server), groups: ["one"], readers: READERS };
}

type Talk = { cpuPerMessage: number; wrong: number };

/** Says so many messages, and waits until every reader of their rooms has them. */
async function talk(receivers: Receivers, { server, speaker, groups, readers }: Place, count: number): Promise<Talk> {
  const each = count / groups.length;
  for (const group of groups) await receivers.expect(group, each);
  const before = server.cpu();
  await sayAtRate(speaker, count, RATE);
  const reports = [];
  for (const group of groups) reports.push(await receivers.arrival(group, each * readers, ARRIVAL_TIMEOUT));
  const refused = await speaker.answered();
  const missing = sum(reports.map(({ rows }) => Math.abs(rows - each * readers)));
  return { cpuPerMessage: (server.cpu() - before) / count, wrong: missing + refused };
}

export async function rooms(receivers: Receivers, { full, times }: Options): Promise<Outcome> {
  const count = full ? 6 * RATE : 2 * RATE;
  const places = {
    open: await openRooms(receivers, "open"),
    closed: await openRooms(receivers, "closed"),
    one: await openOneRoom(receivers),
  };
  const talks: Record<keyof typeof places, Talk[]> = { open: [], closed: [], one: [] };
  for (const place of Object.values(places)) await talk(receivers, place, 500); // until its code is compiled
  for (let time = 0; time < times; time++) {
    for (const name of ["open", "closed", "one"] as const) talks[name].push(await talk(receivers, places[name], count));
  }
  for (const { server, speaker, groups } of Object.values(places)) {
    speaker.close();
    for (const group of groups) await receivers.close(group);
    await server.stop();
  }
  const reading = await openReaders(full);
  const cpu = (name: keyof typeof places) => median(talks[name].map((one) => one.cpuPerMessage));
  const pages = await askForPages(times, full);
  return {
    title: "1,000 people in 50 rooms, 100 messages/s",
    figures: [
      { what: "open rooms: CPU per message", value: cpu("open") / cpu("one"), unit: "× one room", atMost: 1.3 },
      { what: "closed rooms: CPU per message", value: cpu("closed") / cpu("one"), unit: "× one room", atMost: 1.3 },
      {
        what: "rows missing, doubled or refused",
        value: sum(Object.values(talks).flat().map(({ wrong }) => wrong)), // prettier-ignore
        unit: "",
        atMost: 0,
      },
      {
        what: `a room's page with ${LONG} rooms beside it`,
        value: pages.many / pages.one,
        unit: "× with one",
        atMost: 1.3,
      },
      {
        what: "10,000 read positions a minute",
        value: reading.alone,
        unit: "of a core",
        atMost: 0.02,
      },
      { what: "the same, with another page of each", value: reading.alsoElsewhere, unit: "of a core" },
    ],
    tables: [
      {
        columns: ["", "CPU µs/message (all runs)"],
        rows: Object.entries(talks).map(([name, all]) => [
          name,
          all.map((one) => one.cpuPerMessage.toFixed(0)).join(", "),
        ]),
      },
    ],
    notes: [
      `Each of ${PEOPLE} people has a page open and is in ${ROOMS_EACH} of ${ROOMS} rooms; a row goes to the ${READERS} readers of its room, in the one room to as many. Pages elsewhere are told that something is new there. Read positions come as pages send them, over their sockets; what the server takes without them is not counted.`,
    ],
  };
}

/**
 * Share of a core that the server takes for read positions: everybody in turns reads on in the lobby. With their page there
 * alone, and with another page of each, which is told.
 */
async function openReaders(full: boolean): Promise<{ alone: number; alsoElsewhere: number }> {
  const count = full ? MOST_READS : 1_500;
  const server = await startParlor({
    people: PEOPLE,
    messages: 3 * MOST_READS,
    prepare: (db) => addRooms(db, ROOMS, "open"),
  });
  const pages = await openPages(server, () => "lobby");
  let id = 0;
  const read = () => {
    id++;
    pages[id % PEOPLE]?.say(`read ${id}`);
  };
  const busyWhile = async (work: () => Promise<unknown>) => {
    const before = server.cpu();
    await work();
    await Bun.sleep(STORED_AFTER);
    return server.cpu() - before;
  };
  const readOn = () => atRate(count, READS_PER_SECOND, read);
  const duration = (count * 1_000) / READS_PER_SECOND;
  await readOn(); // until its code is compiled
  const idle = await busyWhile(() => Bun.sleep(duration));
  const alone = await busyWhile(readOn);
  const others = await openPages(server, (person) => slugOf(person % ROOMS));
  const alsoElsewhere = await busyWhile(readOn);
  for (const page of [...pages, ...others]) page.close();
  const stored = readersUpTo(server, 2 * count);
  await server.stop();
  if (stored < Math.min(PEOPLE, count)) throw new Error(`only ${stored} read positions were stored`);
  return { alone: (alone - idle) / duration / 1_000, alsoElsewhere: (alsoElsewhere - idle) / duration / 1_000 };
}

/** A page of everybody, which says what a page's script says. */
const openPages = ({ port, cookies }: Parlor, roomOf: (person: number) => string): Promise<Speaker[]> =>
  Promise.all(cookies.map((headers, person) => socketSpeaker(port, `/rooms/${roomOf(person)}/live`, { headers })));

/** How many people have read further than a message of the lobby, as it is stored. */
function readersUpTo({ folder }: Parlor, id: number): number {
  using db = new Database(join(folder, "parlor.sqlite"), { readonly: true });
  const sql = "SELECT count(*) AS count FROM memberships WHERE room_id = 1 AND read_id > ?";
  return db.query<{ count: number }, [number]>(sql).get(id)?.count ?? 0;
}

/** CPU time of a room's page, in µs, with a long list of rooms and with one. */
async function askForPages(times: number, full: boolean): Promise<{ many: number; one: number }> {
  const servers = {
    many: await startParlor({ people: 50, messages: 1_000, prepare: (db) => addRooms(db, LONG, "open") }),
    one: await startParlor({ people: 50, messages: 1_000 }),
  };
  const costs: Record<keyof typeof servers, number[]> = { many: [], one: [] };
  for (let time = 0; time <= times; time++) {
    for (const name of ["many", "one"] as const) {
      const server = servers[name];
      const request = (connection: number) => getRequest("/rooms/lobby", server.cookies[connection] ?? "");
      const answers = full ? 10_000 : 4_000;
      costs[name].push((await press(server, { connections: 4, milliseconds: 20_000, answers, request })).cpuPerAnswer);
    }
  }
  for (const server of Object.values(servers)) await server.stop();
  return { many: median(costs.many.slice(1)), one: median(costs.one.slice(1)) }; // the first warms
}

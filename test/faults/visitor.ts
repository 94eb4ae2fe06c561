/**
 * A device of somebody, who goes from room to room with it: opens a page, reads, types, marks as unread, and leaves. When the
 * server sends it away it knocks again, as a page does that is reloaded, or goes elsewhere.
 */
import type { Person } from "../support/person.ts";
import { PATIENCE } from "../support/wait.ts";
import type { Arrivals } from "./arrivals.ts";
import { type Follower, type FollowerOptions, readPage, startFollower } from "./follower.ts";
import { type ModelRoom, of } from "./membership.ts";
import type { Random } from "./random.ts";

/** The page that a device has open. */
export type OpenPage = { room: ModelRoom; follower: Follower; sentAway: boolean; read: number };

export type Visitor = {
  person: number;
  page: () => OpenPage | undefined;
  /** Stops going about; the page that is open stays, and reads nothing more. */
  stop: () => Promise<void>;
  close: () => void;
};

/** An answer to somebody who asked for the page of a room, or for what is theirs there. */
export type Visit = { person: number; room: ModelRoom; since: number; until: number };
export type Entered = Visit & { status: number; read?: number };

/** What devices did and saw, for the verdict. */
export type Diary = {
  arrivals: Arrivals;
  entered: Entered[];
  /** Connections that were closed because somebody is not in the room; `since` is when they began to open. */
  sentAway: (Visit & { heard: boolean })[];
  /** Messages that were marked as unread. */
  unread: Visit[];
  /** Who began to type, where and when. */
  typed: Pick<Visit, "person" | "room" | "since">[];
  problems: string[];
};

export type VisitorOptions = {
  id: number;
  /** On a network of its own, and directly at the server, for what may not arrive late. */
  person: Person;
  direct: Person;
  base: string;
  rooms: ModelRoom[];
  /** Where they mostly want to be, also while they may not. */
  favourite?: ModelRoom;
  diary: Diary;
  random: Random;
  following?: FollowerOptions;
};

export function startVisitor(options: VisitorOptions): Visitor {
  const { id, person, direct, base, rooms, favourite, diary, random, following } = options;
  let current: OpenPage | undefined;
  let stopped = false;

  async function goAbout() {
    while (!stopped) {
      const room = chooseRoom();
      current?.follower.close();
      current = await enter(room);
      if (current) await stay(current);
      else await Bun.sleep(random.between(20, 200));
    }
  }

  /** Mostly one that they may be in, except for their favourite. */
  function chooseRoom(): ModelRoom {
    if (favourite && random.chance(0.8)) return favourite;
    const open = rooms.filter(({ inside }) => of(inside, id).now() !== "no");
    return random.pick(random.chance(0.8) ? open : rooms);
  }

  async function enter(room: ModelRoom): Promise<OpenPage | undefined> {
    const visit = { person: id, room, since: performance.now() };
    const answer = await load(room).catch(() => undefined); // the network, or a server that is killed
    if (!answer) return undefined;
    const { status, html } = answer;
    const read = Number(/id="messages"[^>]*data-read="(\d+)"/.exec(html)?.[1]);
    diary.entered.push({ ...visit, until: performance.now(), status, read: status === 200 ? read : undefined });
    if (status !== 200) return undefined;
    if (Number.isNaN(read)) diary.problems.push(`the page of ${room.name} does not say what is read`);
    diary.arrivals.note({ person: id, room }, visit.since, html);
    return open(room, html);
  }

  async function load(room: ModelRoom) {
    const response = await person.ask(`/rooms/${room.slug}`, { signal: AbortSignal.timeout(PATIENCE) });
    const html = await response.text();
    if (![200, 404, 503].includes(response.status)) diary.problems.push(`${person.name}: ${response.status} ${html}`);
    return { status: response.status, html };
  }

  async function open(room: ModelRoom, html: string): Promise<OpenPage> {
    let page: OpenPage | undefined;
    /** When the connection that brought something last began to open. */
    let heard = 0;
    const follower = await startFollower(base, person, random, {
      ...following,
      page: readPage(html),
      room: room.slug,
      opened: () => page && page.read > 0 && page.follower.tell(`read ${page.read}`), // it may have got lost
      heard(frame, began) {
        heard = began;
        diary.arrivals.note({ person: id, room }, began, frame);
      },
      sentAway(code, began) {
        if (code !== 4403) diary.problems.push(`${person.name} is sent away from ${room.name} with ${code}`);
        diary.sentAway.push({ person: id, room, since: began, until: performance.now(), heard: began === heard });
        if (page) page.sentAway = true;
      },
    });
    page = { room, follower, sentAway: false, read: 0 };
    return page;
  }

  async function stay(page: OpenPage) {
    for (let left = random.between(5, 40); left > 0 && !stopped; left--) {
      await Bun.sleep(random.between(20, 160));
      if (!page.sentAway) await act(page);
      else if (random.chance(0.3)) return;
      else if (random.chance(0.5)) knock(page);
    }
  }

  function knock(page: OpenPage) {
    page.sentAway = false;
    page.follower.vanish();
  }

  const act = (page: OpenPage) => random.pick([read, read, read, read, type, type, fidget, vanish, markUnread])(page);

  async function read(page: OpenPage) {
    const newest = page.follower.rows().at(-1)?.id ?? 0;
    if (newest <= page.read) return;
    page.read = newest;
    page.follower.tell(`read ${newest}`);
  }

  async function type({ room, follower }: OpenPage) {
    diary.typed.push({ person: id, room, since: performance.now() });
    follower.tell(random.pick(["typing", "typing", "idle"]));
  }

  async function fidget({ follower }: OpenPage) {
    follower.tell(random.pick(["away", "back", "unread", "read 999999999", "nonsense"]));
  }

  async function vanish({ follower }: OpenPage) {
    if (random.chance(0.3)) follower.vanish();
  }

  /** The one move of a read position that goes back. */
  async function markUnread({ room, follower }: OpenPage) {
    const row = random.chance(0.3) ? follower.rows().at(-1 - random.between(0, 20)) : undefined;
    if (!row) return;
    const since = performance.now();
    const visit: Visit = { person: id, room, since, until: Infinity };
    diary.unread.push(visit); // without an answer it may have been done until the server ended
    const init = {
      method: "POST",
      body: new URLSearchParams({ id: String(row.id) }),
      headers: { "HX-Request": "true" },
    };
    const response = await direct.ask(`/rooms/${room.slug}/unread`, init).catch(() => undefined);
    visit.until = performance.now();
    if (response && ![204, 404, 503].includes(response.status)) {
      diary.problems.push(`${person.name} marks as unread: ${response.status} ${await response.text()}`);
    }
    await response?.body?.cancel();
  }

  const going = goAbout();
  going.catch(() => {}); // told by stop
  return {
    person: id,
    page: () => current,
    async stop() {
      stopped = true;
      await going;
    },
    close: () => current?.follower.close(),
  };
}

/** Keeps a room: adds, removes and mutes people, opens and closes it, each repeated until there is an answer. */
import type { Person } from "../support/person.ts";
import { type ModelRoom, of } from "./membership.ts";
import type { Random } from "./random.ts";
import type { Writer } from "./writer.ts";

export type Keeper = {
  /** How many changes were answered. */
  changes: () => number;
  /** Resolves when the last change has its answer; nothing is unknown then. */
  stop: () => Promise<void>;
  /** Leaves a room that may be open closed, with this person out of it. To be called when it has stopped. */
  shut: (person: number) => Promise<void>;
};

export type KeeperOptions = {
  room: ModelRoom;
  keeper: Person;
  /** Who comes and goes, by their ids: with the writer each of them is. */
  guests: Map<number, Pick<Writer, "person" | "messages">>;
  /** One of them who is never added: they come in when it is open. */
  bystander?: number;
  random: Random;
  /** Whether the room is open at times. */
  opens?: boolean;
  /** Longest pause between two changes, in ms. */
  pause?: number;
  /** Called in the turn in which a change is answered. */
  onAnswer?: () => void;
};

/** Everybody directly at the server: what was asked of one that has ended can't be carried out later. */
export function startKeeper({ room, keeper, guests, random, ...options }: KeeperOptions): Keeper {
  const { opens = false, bystander, pause = 400, onAnswer } = options;
  const ids = [...guests.keys()];
  const insideOf = (id: number) => of(room.inside, id);
  let changes = 0;
  let stopped = false;

  async function keep() {
    while (!stopped) {
      await Bun.sleep(random.between(0, pause));
      await change();
    }
  }

  async function change() {
    const id = random.pick(ids.filter((id) => id !== bystander));
    if (opens && random.chance(0.3)) return room.kind === "open" ? close() : open();
    if (random.chance(0.2)) return describe();
    if (insideOf(id).now() === "no") return add(id);
    if (random.chance(0.3)) return mute(id);
    if (room.kind === "closed") return random.chance(0.3) ? leave(id) : remove(id);
  }

  async function add(id: number) {
    insideOf(id).set("unknown");
    await post("people", { person: personOf(id).name });
    insideOf(id).set("yes");
  }

  async function remove(id: number, by = keeper, path = `people/${id}/remove`) {
    insideOf(id).set("unknown");
    await post(path, {}, by, [303, 404]); // a repeat finds nobody: then the first try did it
    insideOf(id).set("no"); // and whoever was muted still is when they come back
  }

  const leave = (id: number) => remove(id, personOf(id), "leave");

  async function mute(id: number) {
    const muted = of(room.muted, id);
    const next = muted.now() === "yes" ? "no" : "yes";
    muted.set("unknown");
    await post(`people/${id}/mute`, { muted: next === "yes" ? "on" : "off" });
    muted.set(next);
  }

  const describe = () => post("about", { topic: `About ${random.between(1, 1_000)}` });

  /** Who was in it before it was opened. */
  let members: number[] = [];

  async function open() {
    const outside = ids.filter((id) => insideOf(id).now() === "no");
    members = ids.filter((id) => insideOf(id).now() === "yes");
    for (const id of outside) insideOf(id).set("unknown");
    await post("about", { kind: "open" });
    room.kind = "open";
    for (const id of outside) insideOf(id).set("yes");
  }

  /** Whoever wrote in it stays in. Of a message without an answer nobody knows whether it was in time. */
  async function close() {
    const began = performance.now();
    const isCertain = (id: number) => members.includes(id) || hasWritten(id, began) === "yes";
    const others = ids.filter((id) => !isCertain(id));
    for (const id of others) insideOf(id).set("unknown");
    await post("about", { kind: "closed" });
    room.kind = "closed";
    const answered = performance.now();
    for (const id of others) if (hasWritten(id, answered) === "no") insideOf(id).set("no");
    await Promise.all(ids.map(async (id) => insideOf(id).set(await look(id))));
  }

  function hasWritten(id: number, before: number): "yes" | "no" | "unknown" {
    const messages =
      guests.get(id)?.messages.filter((message) => message.room === room.slug && message.since < before) ?? [];
    if (messages.some((message) => message.id !== undefined && (message.until ?? Infinity) < before)) return "yes";
    const isRejected = (message: (typeof messages)[number]) => message.rejected !== undefined && message.tries === 1;
    return messages.every(isRejected) ? "no" : "unknown";
  }

  /** Whether somebody is in the room, now that nobody comes or goes. */
  async function look(id: number): Promise<"yes" | "no"> {
    const found = (await ask(personOf(id), `/rooms/${room.slug}`, {}, [200, 404])) === 200 ? "yes" : "no";
    const known = insideOf(id).now();
    if (known !== "unknown" && known !== found) throw new Error(`${id} is in ${room.name}: ${found}, not ${known}`);
    return found;
  }

  function personOf(id: number): Person {
    const person = guests.get(id)?.person;
    if (!person) throw new Error(`nobody has the id ${id}`);
    return person;
  }

  async function post(path: string, fields: Record<string, string>, by = keeper, expected = [303]) {
    const init = { method: "POST", body: new URLSearchParams(fields) };
    await ask(by, `/rooms/${room.slug}/${path}`, init, expected);
    changes++;
    onAnswer?.();
  }

  /** Repeats until there is a definite answer, which must be one of these. */
  async function ask(by: Person, path: string, init: RequestInit, expected: number[]): Promise<number> {
    for (;;) {
      const response = await by.ask(path, init).catch(() => undefined); // the server was killed
      if (response && expected.includes(response.status)) {
        await response.body?.cancel();
        return response.status;
      }
      if (response && response.status !== 503) {
        throw new Error(`${by.name}: ${path} answers ${response.status} ${(await response.text()).slice(0, 300)}`);
      }
      await Bun.sleep(random.between(5, 60));
    }
  }

  const keeping = keep();
  keeping.catch(() => {}); // told by stop
  return {
    changes: () => changes,
    async stop() {
      stopped = true;
      await keeping;
    },
    async shut(person) {
      if (room.kind === "open") await close();
      if (insideOf(person).now() === "yes") await remove(person);
    },
  };
}

/** Somebody who sends files: in one go or in parts, each until there is a definite answer, and then the message that carries them. */
import { randomUUID } from "node:crypto";

import { sha256 } from "../support/contents.ts";
import { begin, postFiles, sendPart, upload } from "../support/files.ts";
import type { Person } from "../support/person.ts";
import { PATIENCE } from "../support/wait.ts";
import type { Random } from "./random.ts";

/** A file as its sender knows it. It was acknowledged, and has to be there. */
export type SentFile = { path: string; id: string; bytes: number; hash: string };

/** A message with files. `gone`: whether it was deleted, of which the answer may have been lost. */
export type Parcel = { message: number; files: SentFile[]; gone: "no" | "perhaps" | "yes" };

export type Sender = {
  person: Person;
  /** What was acknowledged, with the message that carries it. */
  parcels: Parcel[];
  /** What was acknowledged and waits for its message. */
  waiting: Set<SentFile>;
  /** How many tries came to nothing. */
  failures: () => number;
  /** Rejects when an answer is one that nobody should get. */
  running: Promise<void>;
  stop: () => Promise<void>;
};

type Options = {
  /** Most bytes of a file. */
  most?: number;
  /** Statuses after which it is tried again, besides 503. */
  again?: number[];
  onAnswer?: () => void;
};

/** Bytes that several people send: they are stored once. */
const SHARED = ["the same for all", "and another of these", ""];

export function startSender(person: Person, random: Random, options: Options = {}): Sender {
  const { most = 150_000, again = [], onAnswer } = options;
  const parcels: Parcel[] = [];
  const waiting = new Set<SentFile>();
  let failures = 0;
  let stopped = false;

  /** Tries until there is an answer that is definite; nothing when everything should be begun anew. */
  async function insist(ask: () => Promise<Response>): Promise<Response> {
    for (;;) {
      const answer = await within(ask()).catch(() => undefined);
      if (answer && answer.status !== 503 && !again.includes(answer.status)) return answer;
      await answer?.text().catch(() => "");
      failures++;
      await Bun.sleep(random.between(5, 80));
    }
  }

  async function sendOne(): Promise<SentFile> {
    const body = random.chance(0.2) ? Buffer.from(random.pick(SHARED)) : bytesOf(random, most);
    const path = random.chance(0.5) || body.length === 0 ? await sendWhole(body) : await sendInParts(body);
    const file = { path, id: path.split("/")[2] ?? "", bytes: body.length, hash: sha256(body) };
    waiting.add(file);
    onAnswer?.();
    return file;
  }

  async function sendWhole(body: Uint8Array): Promise<string> {
    const answer = await insist(() => upload(person, body));
    if (answer.status !== 201) throw new Error(`a file was answered with ${answer.status}: ${await answer.text()}`);
    return answer.headers.get("location") ?? "";
  }

  async function sendInParts(body: Uint8Array): Promise<string> {
    const path = (await insist(() => begin(person, body.length))).headers.get("location") ?? "";
    for (let offset = 0; ;) {
      const part = body.subarray(offset, offset + random.between(1, body.length));
      const answer = await within(sendPart(person, path, offset, part)).catch(() => undefined);
      await answer?.text().catch(() => "");
      const isDone = answer?.status === 204 && offset + part.length === body.length;
      if (isDone) return path;
      if (answer?.status !== 204) await Bun.sleep(random.between(5, 80));
      const head = await insist(() => person.ask(path, { method: "HEAD" }));
      if (head.status !== 200) throw new Error(`a file that was begun was answered with ${head.status}`);
      offset = Number(head.headers.get("upload-offset"));
    }
  }

  async function post(files: SentFile[]): Promise<void> {
    const key = randomUUID();
    const ids = files.map(({ id }) => id);
    const answer = await insist(() => postFiles(person, ids, "with files", "lobby", key));
    const row = await answer.text();
    if (answer.status !== 200 && answer.status !== 201) throw new Error(`acknowledged files were answered with ${answer.status}: ${row}`); // prettier-ignore
    parcels.push({ message: Number(/data-id="(\d+)"/.exec(row)?.[1]), files, gone: "no" });
    for (const file of files) waiting.delete(file);
    onAnswer?.();
  }

  async function remove(parcel: Parcel): Promise<void> {
    parcel.gone = "perhaps";
    const form = { method: "POST", body: new URLSearchParams() };
    const answer = await insist(() => person.ask(`/rooms/lobby/messages/${parcel.message}/delete`, form));
    await answer.text();
    if (answer.status >= 400 && answer.status !== 404 && answer.status !== 410) throw new Error(`deleting: ${answer.status}`); // prettier-ignore
    parcel.gone = "yes";
  }

  async function takeBack(file: SentFile): Promise<void> {
    waiting.delete(file);
    await (await insist(() => person.ask(file.path, { method: "DELETE" }))).text();
  }

  async function work() {
    while (!stopped) {
      const files: SentFile[] = [];
      for (let number = random.between(1, 3); number > 0 && !stopped; number--) files.push(await sendOne());
      if (random.chance(0.1)) for (const file of files) await takeBack(file);
      else await post(files);
      const kept = parcels.filter(({ gone }) => gone === "no");
      if (kept.length > 3 && random.chance(0.3)) await remove(random.pick(kept));
      await Bun.sleep(random.between(0, 10));
    }
  }

  const running = work();
  running.catch(() => {}); // whoever waits for it is told
  return {
    ...{ person, parcels, waiting, running },
    failures: () => failures,
    async stop() {
      stopped = true;
      await running;
    },
  };
}

function bytesOf(random: Random, most: number): Buffer {
  const bytes = Buffer.alloc(random.between(1, most), `${random.next()}`);
  return bytes;
}

/** An answer that takes longer is none. */
async function within(answer: Promise<Response>): Promise<Response> {
  const late = Bun.sleep(PATIENCE).then(() => Promise.reject(new Error("no answer")));
  return await Promise.race([answer, late]);
}

/** Somebody who writes: one message after the other, each repeated with its key until there is a definite answer. */
import { randomUUID } from "node:crypto";

import { type Person, rowsIn } from "../support/person.ts";
import type { Random } from "./random.ts";

/** A message as its writer knows it. */
export type Letter = {
  key: string;
  body: string;
  /** The slug of its room. */
  room: string;
  /** The message that it answers. */
  reply?: number;
  tries: number;
  /** When the first and the latest try began, and when there was a definite answer, in ms. */
  since: number;
  latest: number;
  until?: number;
  /** Once it was acknowledged. */
  id?: number;
  rev?: number;
  /** The status it was refused with. Of several tries, an earlier one may still have stored it. */
  refused?: number;
  /** The last try that failed. */
  last?: string;
  /** What it may say by now, and which of it was tried without an answer and may yet arrive. */
  texts: string[];
  loose: string[];
  gone: "no" | "perhaps" | "yes";
};

export type Writer = {
  person: Person;
  letters: Letter[];
  /** How many tries came to nothing: no answer, or 503. */
  failures: () => number;
  /** Rejects when an answer is one that nobody should get. */
  running: Promise<void>;
  /** Resolves when the last message has its answer. */
  stop: () => Promise<void>;
};

type Next = { room: string; mention?: string; reply?: number };

export type WriterOptions = {
  /** How long a try may take, in ms. */
  patience?: number;
  /** Longest pause between two messages, in ms. */
  pause?: number;
  /** Most characters of a message. */
  length?: number;
  /** Called in the turn in which a message is acknowledged. */
  onAnswer?: () => void;
  /** What the next message is, besides a text of any kind: in which room, whom it mentions, and what it answers. */
  next?: () => Next;
  /** Answers that are a refusal: the message is dropped. Others are faults. */
  refusals?: number[];
};

const LOBBY = (): Next => ({ room: "lobby" });

const LETTERS = [..."abcdefghijklmnopqrstuvwxyzäöüßéñçøåκόσμεдом日本語 👋"];

export function startWriter(person: Person, random: Random, options: WriterOptions = {}): Writer {
  const { patience = 3_000, pause = 20, length = 200, onAnswer, next = LOBBY, refusals = [] } = options;
  const letters: Letter[] = [];
  let failures = 0;
  let stopped = false;

  async function write() {
    while (!stopped) {
      const { mention = "", ...about } = next();
      const body = mention + textOf(random, letters.length, length);
      const changes: Pick<Letter, "texts" | "loose" | "gone"> = { texts: [body], loose: [], gone: "no" };
      const since = performance.now();
      const letter: Letter = { ...about, ...changes, key: randomUUID(), body, tries: 0, since, latest: since };
      letters.push(letter);
      while (!(await deliver(letter))) await Bun.sleep(random.between(5, 100));
      await Bun.sleep(random.between(0, pause));
    }
  }

  /** One try; true after a definite answer. */
  async function deliver(letter: Letter): Promise<boolean> {
    letter.tries++;
    letter.latest = performance.now();
    try {
      const form = new URLSearchParams({ body: letter.body, key: letter.key });
      if (letter.reply !== undefined) form.set("reply", String(letter.reply));
      const response = await person.ask(`/rooms/${letter.room}/messages`, {
        method: "POST",
        body: form,
        headers: { "HX-Request": "true" },
        signal: AbortSignal.timeout(patience),
      });
      const html = await response.text();
      if (response.ok && html.includes(letter.key)) {
        const row = rowsIn(html)[0];
        Object.assign(letter, { id: row?.id, rev: row?.rev, until: performance.now() });
        onAnswer?.();
        return true;
      }
      if (refusals.includes(response.status)) {
        Object.assign(letter, { refused: response.status, until: performance.now() });
        return true;
      }
      letter.last = `${response.status} ${html.slice(0, 200)}`;
      if (response.status < 500) throw new Refused(`${person.name}: ${response.status} ${html}`);
      if (response.status !== 503) throw new Refused(`${person.name}: ${response.status}, not a considered 503`);
    } catch (error) {
      if (error instanceof Refused) throw error;
      letter.last = String(error);
    }
    failures++;
    return false;
  }

  const running = write();
  running.catch(() => {}); // told by stop
  return {
    person,
    letters,
    failures: () => failures,
    running,
    async stop() {
      stopped = true;
      await running;
    },
  };
}

class Refused extends Error {}

const textOf = (random: Random, index: number, length: number): string => {
  const text = Array.from({ length: random.between(1, length) }, () => random.pick(LETTERS)).join("");
  return `#${index} ${text.trim()}.`;
};

/** Somebody who writes: one message after the other, each repeated with its key until there is a definite answer. */
import { randomUUID } from "node:crypto";

import { type Person, rowsIn } from "../support/person.ts";
import type { Random } from "./random.ts";

/** A message as its writer knows it. */
export type Letter = {
  key: string;
  body: string;
  tries: number;
  /** Once it was acknowledged. */
  id?: number;
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

export type WriterOptions = {
  /** How long a try may take, in ms. */
  patience?: number;
  /** Longest pause between two messages, in ms. */
  pause?: number;
  /** Most characters of a message. */
  length?: number;
  /** Called in the turn in which a message is acknowledged. */
  onAnswer?: () => void;
};

const LETTERS = [..."abcdefghijklmnopqrstuvwxyzäöüßéñçøåκόσμεдом日本語 👋"];

export function startWriter(person: Person, random: Random, options: WriterOptions = {}): Writer {
  const { patience = 3_000, pause = 20, length = 200, onAnswer } = options;
  const letters: Letter[] = [];
  let failures = 0;
  let stopped = false;

  async function write() {
    while (!stopped) {
      const body = textOf(random, letters.length, length);
      const letter: Letter = { key: randomUUID(), body, tries: 0, texts: [body], loose: [], gone: "no" };
      letters.push(letter);
      while (!(await deliver(letter))) await Bun.sleep(random.between(5, 100));
      await Bun.sleep(random.between(0, pause));
    }
  }

  /** One try; true after a definite answer. */
  async function deliver(letter: Letter): Promise<boolean> {
    letter.tries++;
    try {
      const form = new URLSearchParams({ body: letter.body, key: letter.key });
      const response = await person.ask("/rooms/lobby/messages", {
        method: "POST",
        body: form,
        headers: { "HX-Request": "true" },
        signal: AbortSignal.timeout(patience),
      });
      const html = await response.text();
      if (response.ok && html.includes(letter.key)) {
        letter.id = rowsIn(html)[0]?.id;
        onAnswer?.();
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

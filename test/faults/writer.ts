/** Somebody who writes: one message after the other, each repeated with its key until there is a definite answer. */
import { randomUUID } from "node:crypto";

import { type Person, rowsIn } from "../support/person.ts";
import { PATIENCE } from "../support/wait.ts";
import type { Random } from "./random.ts";

/** A message as its writer knows it, pending until it is acknowledged. */
export type WrittenMessage = {
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
  /** The status it was rejected with. Of several tries, an earlier one may still have stored it. */
  rejected?: number;
  /** The last try that failed. */
  last?: string;
  /** What it may say by now, and which of it was tried without an answer and may yet arrive. */
  texts: string[];
  loose: string[];
  gone: "no" | "perhaps" | "yes";
};

export type Writer = {
  person: Person;
  messages: WrittenMessage[];
  /** How many tries came to nothing: no answer, or 503. */
  failures: () => number;
  /** Rejects when an answer is one that nobody should get. */
  running: Promise<void>;
  /** Resolves when the last message has its answer. */
  stop: () => Promise<void>;
};

type Next = { room: string; mention?: string; reply?: number };

export type WriterOptions = {
  /** How long a try may take, in ms; usually as long as people wait. */
  patience?: number;
  /** Longest pause between two messages, in ms. */
  pause?: number;
  /** Most characters of a message. */
  length?: number;
  /** Called in the turn in which a message is acknowledged. */
  onAnswer?: () => void;
  /** What the next message is, besides a text of any kind: in which room, whom it mentions, and what it answers. */
  next?: () => Next;
  /** Statuses after which the message is dropped. Others are faults. */
  expectedErrors?: number[];
};

const LOBBY = (): Next => ({ room: "lobby" });

const CHARACTERS = [..."abcdefghijklmnopqrstuvwxyzäöüßéñçøåκόσμεдом日本語 👋"];

export function startWriter(person: Person, random: Random, options: WriterOptions = {}): Writer {
  const { patience = PATIENCE, pause = 20, length = 200, onAnswer, next = LOBBY, expectedErrors = [] } = options;
  const messages: WrittenMessage[] = [];
  let failures = 0;
  let stopped = false;

  async function write() {
    while (!stopped) {
      const { mention = "", ...about } = next();
      const body = mention + textOf(random, messages.length, length);
      const changes: Pick<WrittenMessage, "texts" | "loose" | "gone"> = { texts: [body], loose: [], gone: "no" };
      const since = performance.now();
      const message: WrittenMessage = { ...about, ...changes, key: randomUUID(), body, tries: 0, since, latest: since };
      messages.push(message);
      while (!(await deliver(message))) await Bun.sleep(random.between(5, 100));
      await Bun.sleep(random.between(0, pause));
    }
  }

  /** One try; true after a definite answer. */
  async function deliver(message: WrittenMessage): Promise<boolean> {
    message.tries++;
    message.latest = performance.now();
    try {
      const form = new URLSearchParams({ body: message.body, key: message.key });
      if (message.reply !== undefined) form.set("reply", String(message.reply));
      const response = await person.ask(`/rooms/${message.room}/messages`, {
        method: "POST",
        body: form,
        headers: { "HX-Request": "true" },
        signal: AbortSignal.timeout(patience),
      });
      const html = await response.text();
      if (response.ok && html.includes(message.key)) {
        const row = rowsIn(html)[0];
        Object.assign(message, { id: row?.id, rev: row?.rev, until: performance.now() });
        onAnswer?.();
        return true;
      }
      if (expectedErrors.includes(response.status)) {
        Object.assign(message, { rejected: response.status, until: performance.now() });
        return true;
      }
      message.last = `${response.status} ${html.slice(0, 200)}`;
      if (response.status < 500) throw new UnexpectedAnswer(`${person.name}: ${response.status} ${html}`);
      if (response.status !== 503)
        throw new UnexpectedAnswer(`${person.name}: ${response.status}, not a considered 503`);
    } catch (error) {
      if (error instanceof UnexpectedAnswer) throw error;
      message.last = String(error);
    }
    failures++;
    return false;
  }

  const running = write();
  running.catch(() => {}); // told by stop
  return {
    person,
    messages,
    failures: () => failures,
    running,
    async stop() {
      stopped = true;
      await running;
    },
  };
}

class UnexpectedAnswer extends Error {}

const textOf = (random: Random, index: number, length: number): string => {
  const text = Array.from({ length: random.between(1, length) }, () => random.pick(CHARACTERS)).join("");
  return `#${index} ${text.trim()}.`;
};

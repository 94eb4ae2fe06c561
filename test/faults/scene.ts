/** People in a room while something goes wrong: a server, writers and readers, and what must be true when all is over. */
import { randomUUID } from "node:crypto";

import { query } from "../support/database.ts";
import { type Person, personAt, register } from "../support/person.ts";
import { type Proxy, startProxy } from "../support/proxy.ts";
import { type Environment, startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";
import { type Editor, startEditor } from "./editor.ts";
import type { Figures } from "./fault.ts";
import { type Follower, type FollowerOptions, loadPage, startFollower } from "./follower.ts";
import type { Random } from "./random.ts";
import { check, type Stored } from "./verdict.ts";
import { startWriter, type Writer, type WriterOptions } from "./writer.ts";

export type Scene = {
  server: TestServer;
  /** A network of its own for each place; people are spread over the places. */
  places: Proxy[];
  writers: Writer[];
  followers: Follower[];
  /** Somebody with an account, directly at the server. */
  person: Person;
  acknowledged: () => number;
  /** Resolves in the turn of the next acknowledgement: the worst moment for the server to end. */
  acknowledgement: () => Promise<void>;
  /** Waits until so many more messages were acknowledged. */
  more: (count: number) => Promise<void>;
  /** One more reader, in the first place or directly. */
  join: (random: Random, options?: FollowerOptions) => Promise<Follower>;
  /**
   * Lets everybody finish, and compares. Whatever disturbed must be over.
   * @throws with what was lost, doubled or out of order
   */
  settle: (faults: number) => Promise<Figures>;
  [Symbol.asyncDispose]: () => Promise<void>;
};

export type SceneOptions = {
  environment?: Environment;
  writers?: number;
  followers?: number;
  /** How many networks stand between people and the server. */
  places?: number;
  writing?: WriterOptions;
  following?: FollowerOptions;
  /** Whether what was written is changed, deleted and reacted to. */
  edits?: boolean;
};

const ENVIRONMENT = {
  POSTS_PER_10S: "1000000",
  READS_PER_10S: "1000000",
  CHANGES_PER_10S: "1000000",
  SOCKETS_PER_PERSON: "100000",
  HEARTBEAT_S: "1",
  FLUSH_INTERVAL_MS: "5",
};

export async function openScene(random: Random, options: SceneOptions = {}): Promise<Scene> {
  const { environment, edits = true } = options;
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startServer({ ...ENVIRONMENT, ...environment }));
  const places = Array.from({ length: options.places ?? 0 }, () => stack.use(startProxy(server.port)));
  const bases = places.length > 0 ? places.map(({ url }) => url) : [server.url];
  const baseOf = (index: number) => bases[index % bases.length] ?? server.url;

  const people = await Promise.all(
    Array.from({ length: options.writers ?? 4 }, (_, index) => register(server.url, `writer_${index}`)),
  );
  const person = people[0] ?? (await register(server.url, "somebody"));
  const followers = await Promise.all(
    Array.from({ length: options.followers ?? 4 }, (_, index) => {
      const { name, cookie } = people[index % people.length] ?? person;
      const base = baseOf(index);
      return startFollower(base, personAt(base, { name, cookie }), random.fork(`reader ${index}`), options.following);
    }),
  );
  stack.defer(() => followers.forEach((follower) => follower.close()));
  let answer = Promise.withResolvers<void>();
  const onAnswer = () => {
    answer.resolve();
    answer = Promise.withResolvers();
  };
  const writers = people.map(({ name, cookie }, index) =>
    startWriter(personAt(baseOf(index), { name, cookie }), random.fork(`writer ${index}`), {
      ...options.writing,
      onAnswer,
    }),
  );
  stack.defer(() => void writers.forEach((writer) => void writer.stop().catch(() => {})));
  const editor: Editor | undefined = edits ? startEditor(writers, random.fork("editor")) : undefined;
  stack.defer(() => editor?.stop());

  const acknowledged = () => writers.flatMap(({ messages }) => messages).filter(({ id }) => id !== undefined).length;
  const rows = () =>
    query<Stored>(
      server.folder,
      "SELECT id, key, author_id AS author, body, rev, deleted_by IS NOT NULL AS gone FROM messages ORDER BY id",
    );

  /** Waits until every reader has heard of everything; returns what is stored. What was on its way may come late. */
  async function allCaughtUp(): Promise<Stored[]> {
    for (;;) {
      const newest = newestOf(rows());
      const isThere = (follower: Follower) => Number(follower.cursor().split(".")[1]) >= newest;
      await waitFor(() => followers.every(isThere), "every reader to hear the last word", 30_000).catch(
        (error: unknown) => {
          const late = followers.filter((follower) => !isThere(follower));
          const states = late.map((follower) => ({ cursor: follower.cursor(), ...follower.figures() }));
          throw new Error(`${String(error)} (rev ${newest}): ${JSON.stringify(states)}`);
        },
      );
      const stored = rows();
      if (newestOf(stored) === newest) return stored;
    }
  }

  const scene: Scene = {
    server,
    places,
    writers,
    followers,
    person,
    acknowledged,
    acknowledgement: () => answer.promise,
    async more(count) {
      const enough = acknowledged() + count;
      const failed = Promise.race(writers.map(({ running }) => running));
      await Promise.race([failed, waitFor(() => acknowledged() >= enough, `${count} more messages`, 40_000)]);
    },
    async join(random, options) {
      const base = baseOf(0);
      const follower = await startFollower(base, personAt(base, person), random, options);
      followers.push(follower);
      return follower;
    },
    async settle(faults) {
      await within(40_000, Promise.all(writers.map((writer) => writer.stop())), () => {
        const unanswered = writers.flatMap(({ messages }) => messages).filter(({ id }) => id === undefined);
        return `answers to ${JSON.stringify(unanswered)}`;
      });
      await editor?.stop();
      await sayLast(person);
      const stored = await allCaughtUp();
      const page = await loadPage(person);
      const views = [
        ...followers.map((follower) => ({ rows: follower.rows(), from: follower.from(), seen: follower.seen })),
        { rows: page.rows, from: page.from, seen: new Set<string>() },
      ];
      check(stored, writers, views);
      return { faults, sent: writers.flatMap(({ messages }) => messages).length, checked: stored.length };
    },
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  };
  const disposal = stack.move();
  return scene;
}

const newestOf = (stored: Stored[]): number => Math.max(...stored.map(({ rev }) => rev));

/** After it nothing is on its way that was acknowledged. */
async function sayLast(person: Person): Promise<void> {
  const key = randomUUID();
  const said = async () => (await person.post("The last word.", key).catch(() => undefined))?.ok === true;
  await waitFor(said, "the last word to be accepted"); // the first try may meet a connection of an earlier server
}

/** Waits for something that must not take longer than so many ms; `what` says what is missing. */
async function within(ms: number, work: Promise<unknown>, what: () => string): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${ms} ms for ${what()}`)), ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

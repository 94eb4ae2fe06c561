/** A flood of log-ins is no trouble to those who are logged in. */
import { expect } from "bun:test";

import { submit } from "../support/person.ts";
import { openReader } from "../support/reader.ts";
import { fault, rounds } from "./fault.ts";
import { openScene } from "./scene.ts";

/** Log-ins in a second, and the messages that are timed meanwhile: one after the other, each until it is heard. */
const FLOOD = 50;
const MESSAGES = rounds(25, 400);

/** Longest p99, in ms: in the long form what is promised, in the short one what no machine is too busy for. */
const promised = (quiet: number) => rounds(1_500, Math.max(50, 3 * quiet));

fault("during fifty log-ins a second those who are inside hear each other as ever", async (random) => {
  await using scene = await openScene(random, {
    environment: {
      LOGINS_PER_ADDRESS_10MIN: "1000000",
      HASHES_WAITING: String(rounds(20, 200)),
      FLUSH_INTERVAL_MS: "50",
    },
    writers: 1,
    followers: 1,
    edits: false,
    writing: { pause: 400 },
  });
  const { server, person } = scene;
  const reader = await openReader(server.url, person);

  async function timeMessages(): Promise<{ median: number; p99: number }> {
    const times: number[] = [];
    for (let count = 0; count < MESSAGES; count++) {
      const word = `word ${random.between(0, 2 ** 31)}`;
      const said = performance.now();
      await person.say(word);
      await reader.until(() => reader.texts().includes(word), "a word to be heard");
      times.push(performance.now() - said);
      await Bun.sleep(random.between(50, 90));
    }
    times.sort((a, b) => a - b);
    return { median: times[MESSAGES >> 1] ?? 0, p99: times[Math.floor(MESSAGES * 0.99)] ?? 0 };
  }

  const quiet = await timeMessages();
  const answers: Promise<number>[] = [];
  const flood = setInterval(() => {
    const fields = { username: `stranger-${answers.length}`, password: "not the password" };
    answers.push(submit(server.url, "/login", fields).then(({ status }) => status));
  }, 1_000 / FLOOD);
  const busy = await timeMessages().finally(() => clearInterval(flood));
  reader.close();
  const statuses = await Promise.all(answers);
  const shown = ({ median, p99 }: typeof quiet) => `${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
  process.stderr.write(`quiet ${shown(quiet)}; during ${statuses.length} log-ins ${shown(busy)}\n`);
  expect(statuses.filter((status) => status !== 401 && status !== 503)).toEqual([]);
  expect(busy.p99).toBeLessThan(promised(quiet.p99));
  return await scene.settle(statuses.length);
});

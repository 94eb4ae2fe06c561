/** Whatever ngrok answers, or does not, whoever shares gets one line that says what to do. */
import { expect, test } from "bun:test";

import type { Forward, Sdk } from "./sdk.ts";
import { openTunnel, type Tunnel } from "./tunnel.ts";

const TOKEN = "2abcToken";
const ADDRESS = "https://quiet-lamp.example";

/** An SDK that answers like this. */
function sdk(answer: () => Promise<string | null>) {
  const given: Forward[] = [];
  let closed = 0;
  const fake: Sdk = {
    async forward(options) {
      given.push(options);
      const url = await answer();
      return { url: () => url, close: async () => void closed++ };
    },
  };
  return { fake, given, closed: () => closed };
}

const refusing = (message: string, errorCode?: string) =>
  sdk(() => Promise.reject(Object.assign(new Error(message), errorCode && { errorCode }))).fake;

const open = (fake: Sdk, onChange: (open: boolean) => void = () => {}, timeout?: number) =>
  openTunnel(fake, { end: { unix: "/data/tunnel.sock" }, token: TOKEN, onChange, timeout });

test("a tunnel leads to its end on this machine with the given token, and is taken down once", async () => {
  const { fake, given, closed } = sdk(async () => ADDRESS);
  const tunnel = (await open(fake)) as Tunnel;
  expect(tunnel.url).toBe(ADDRESS);
  expect(given[0]).toMatchObject({ addr: "unix:/data/tunnel.sock", authtoken: TOKEN });
  await tunnel.close();
  expect(closed()).toBe(1);
});

test("that it is lost and back is told, and that it is taken down on purpose is not", async () => {
  const { fake, given } = sdk(async () => ADDRESS);
  const told: boolean[] = [];
  const opening = open(fake, (open) => void told.push(open));
  given[0]?.onStatusChange("connected"); // at first
  const tunnel = (await opening) as Tunnel;
  given[0]?.onStatusChange("closed");
  given[0]?.onStatusChange("connected");
  expect(told).toEqual([false, true]);
  void tunnel.close();
  given[0]?.onStatusChange("closed");
  expect(told).toEqual([false, true]);
});

test.each([
  ["a token it does not know", `Your authtoken: ${TOKEN}\n\nERR`, "ERR_NGROK_107", /refuses this token.*Copy it again/],
  ["a token that is none", `Your authtoken: ${TOKEN}\n\nERR`, "ERR_NGROK_105", /refuses this token.*Copy it again/],
  ["too many at once", `Your account ${TOKEN} is\nlimited`, "ERR_NGROK_108", /is limited.*errors\/err_ngrok_108/],
  [
    "no network",
    "failed to connect session: failed to establish tcp connection",
    undefined,
    /can't be reached.*try again/,
  ],
  ["something else", "of another kind", undefined, /not open a tunnel: of another kind/],
])("%s is one line without the token", async (_, message, code, expected) => {
  const line = await open(refusing(message, code));
  expect(line).toMatch(expected);
  expect(line).not.toMatch(new RegExp(`\n|${TOKEN}`));
});

test("who never answers is given up, and a tunnel that comes too late is taken down", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const { fake, closed } = sdk(() => promise);
  expect(await open(fake, undefined, 5)).toMatch(/does not answer.*try again/);
  resolve(ADDRESS);
  await promise;
  await Bun.sleep(0);
  expect(closed()).toBe(1);
});

/** One member who logs in everywhere at once keeps nobody else from coming in, whether or not a proxy tells people apart. */
import { expect, setDefaultTimeout, test } from "bun:test";

import { PASSWORD, submit } from "../support/person.ts";
import { AS_RELEASED, startServer } from "../support/server.ts";

setDefaultTimeout(120_000);

/** How large it is; in full, what once kept out 38 of 39. */
const full = process.env.FLOOD === "full";
const BROWSERS = full ? 30 : 4;
const LOGINS = 9;
const OTHERS = full ? 39 : 3;
const NEWCOMERS = full ? 29 : 3;

const deviceOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .find((cookie) => cookie.startsWith("parlor_device="))
    ?.split(";")[0] ?? "";

test.each([
  ["behind a proxy that is trusted", "1"],
  ["through a tunnel that is not", "0"],
])("%s, others come in while a member's right log-ins fill the queue", async (_, TRUST_PROXY) => {
  const environment = {
    TRUST_PROXY,
    FLUSH_INTERVAL_MS: "0",
    REGISTRATIONS_PER_10MIN: "200",
    ...(full ? {} : { HASHES_WAITING: "20" }),
  };
  await using server = await startServer(environment, AS_RELEASED);
  const send = (path: string, name: string, address: string, cookie = "") =>
    submit(server.url, path, { username: name, password: PASSWORD }, { "X-Forwarded-For": address, cookie });
  const place = (index: number) => `203.0.113.${index}`;
  const statuses = (answers: Response[]) => answers.map(({ status }) => status);

  await send("/register", "mallory", "198.51.100.1");
  for (let index = 0; index < OTHERS; index++) await send("/register", `other-${index}`, place(index));
  const marks: string[] = [];
  for (let index = 0; index < BROWSERS; index++) marks.push(deviceOf(await send("/login", "mallory", "198.51.100.1")));

  let flooding = true;
  const keepOn = async (mark: string) => {
    while (flooding) await (await send("/login", "mallory", "198.51.100.1", mark)).text();
  };
  const flood = marks.flatMap((mark) => Array.from({ length: LOGINS }, () => keepOn(mark)));
  await fetch(`${server.url}/healthz`);
  const [others, newcomers] = await Promise.all([
    Promise.all(Array.from({ length: OTHERS }, (_, index) => send("/login", `other-${index}`, place(index)))),
    Promise.all(Array.from({ length: NEWCOMERS }, (_, index) => send("/register", `new-${index}`, place(100 + index)))),
  ]);
  flooding = false;
  await Promise.all(flood);
  if (full) process.stderr.write(`${statuses(others).join(" ")}\n${statuses(newcomers).join(" ")}\n`);
  expect(statuses([...others, ...newcomers]).filter((status) => status !== 303)).toEqual([]);
});

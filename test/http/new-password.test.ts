/** A link to a new password: it works once, for an hour, and ends what was open before. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { attributeOf, textOf } from "../support/html.ts";
import { addExpiredLink, passwordLink, suspend } from "../support/operator.ts";
import { cookieOf, PASSWORD, personOf, register, submit } from "../support/person.ts";
import { openReader } from "../support/reader.ts";
import { AS_RELEASED, betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const NEW = "another horse, another battery";

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", LOG_LEVEL: "debug" });
});
afterAll(() => server[Symbol.asyncDispose]());

const codeOf = (link: string) => link.replace("/password?code=", "");
const set = (link: string, password = NEW) => submit(server.url, "/password", { code: codeOf(link), password });
const logIn = (username: string, password: string) => submit(server.url, "/login", { username, password });

test("the link sets the password, lets in, and ends every other session and page", async () => {
  const ada = await register(server.url, "Ada");
  const reader = await openReader(server.url, ada);
  const link = await passwordLink(server.folder, "Ada");
  const page = await (await fetch(server.url + link)).text();
  expect([attributeOf(page, "#username", "value"), attributeOf(page, "input[name=code]", "value")]).toEqual([
    "Ada",
    codeOf(link),
  ]);
  const response = await set(link);
  expect([response.status, response.headers.get("location")]).toEqual([303, "/rooms/lobby"]);
  expect((await personOf(server.url, "Ada", cookieOf(response)).ask("/rooms/lobby")).status).toBe(200);
  expect((await ada.ask("/rooms/lobby")).status).toBe(303);
  await reader.until(() => reader.closed() === 4401, "the page to be closed");
  expect([(await logIn("Ada", PASSWORD)).status, (await logIn("Ada", NEW)).status]).toEqual([401, 303]);
  expect([(await set(link)).status, (await fetch(server.url + link)).status]).toEqual([404, 404]);
  expect(server.output()).not.toContain(codeOf(link));
});

test("a password that is none is refused with a reason, and the link is still good", async () => {
  await register(server.url, "Grace");
  const link = await passwordLink(server.folder, "Grace");
  const refused = await set(link, "short");
  expect([refused.status, textOf(await refused.text(), "#password-problem")]).toEqual([
    422,
    "A password needs at least 8 characters.",
  ]);
  const common = await set(link, "qwertyui");
  expect([common.status, textOf(await common.text(), "#password-problem")]).toEqual([
    422,
    expect.stringContaining("anyone would try"),
  ]);
  expect((await set(link)).status).toBe(303);
});

test("of many who use a link at once, one sets the password", async () => {
  await register(server.url, "Joan");
  const link = await passwordLink(server.folder, "Joan");
  const answers = await Promise.all([1, 2, 3].map((number) => set(link, `${NEW} ${number}`)));
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 404, 404]);
});

test("a link that has expired, or never was, sets nothing", async () => {
  await register(server.url, "Late");
  const expired = await betweenRuns(server, (folder) => addExpiredLink(folder, "Late"));
  for (const link of [expired, "/password?code=guessed", "/password?code="]) {
    expect([(await fetch(server.url + link)).status, (await set(link)).status]).toEqual([404, 404]);
  }
  expect((await logIn("Late", PASSWORD)).status).toBe(303);
});

test("who is suspended is told so, with the right password and with a link, and by nothing else", async () => {
  await register(server.url, "Rude");
  await betweenRuns(server, (folder) => suspend(folder, "Rude"));
  const wrong = await logIn("Rude", "not the password");
  expect([wrong.status, await wrong.text()]).toEqual([401, expect.not.stringContaining("suspended")]);
  const right = await logIn("Rude", PASSWORD);
  expect([right.status, cookieOf(right)]).toEqual([403, ""]);
  expect(textOf(await right.text(), "#password-problem")).toBe("This account is suspended. Contact an administrator.");
  const byLink = await set(await passwordLink(server.folder, "Rude"));
  expect([byLink.status, cookieOf(byLink), await byLink.text()]).toEqual([
    403,
    "",
    expect.stringContaining("suspended"),
  ]);
});

test("where too many passwords wait, the form says so, and when to try again", async () => {
  await using busy = await startServer({ FLUSH_INTERVAL_MS: "0", HASHES_PER_ACCOUNT: "1" }, AS_RELEASED);
  await register(busy.url, "Ada");
  const code = codeOf(await passwordLink(busy.folder, "Ada"));
  const tries = Array.from({ length: 4 }, () => submit(busy.url, "/password", { code, password: NEW }));
  const refused = (await Promise.all(tries)).find(({ status }) => status === 503);
  expect(refused?.headers.get("retry-after")).toBe("5");
});

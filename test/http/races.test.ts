/** Who was let in by a route may have lost the right when the write is carried out: the write decides. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { command } from "../support/command.ts";
import { query } from "../support/database.ts";
import { cookieOf, PASSWORD, type Person, personOf, register, rowsIn, submit } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let host: Person;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "1000" }); // what is asked for within a second is one transaction
  [host, ada, bob] = await Promise.all(["Host", "Ada", "Bob"].map((name) => register(server.url, name))) as [Person, Person, Person]; // prettier-ignore
  expect(await command(server.folder, "admin", "Host")).toMatchObject({ code: 0 });
});
afterAll(() => server[Symbol.asyncDispose]());

const send = (person: Person, path: string, form: Record<string, string> = {}) =>
  person.ask(path, { method: "POST", body: new URLSearchParams(form), headers: { "HX-Request": "true" } });

const idOf = ({ name }: Person) =>
  query<{ id: number }>(server.folder, "SELECT id FROM users WHERE username = ?", name)[0]?.id;

/**
 * Asks for two changes that wait for the same transaction, in this order, and returns their answers.
 * It begins right after a transaction, and the second is asked for when the first is known to wait.
 */
async function inOneTransaction(first: () => Promise<Response>, second: () => Promise<Response>) {
  await host.say("the interval begins");
  const one = first();
  for (let times = 0; times < 3; times++) await host.ask("/healthz"); // the server has read what came before
  expect(Bun.peek.status(one)).toBe("pending");
  return Promise.all([one, second()]);
}

test("who was removed a moment ago posts nothing", async () => {
  const removal = () => send(host, `/admin/people/${idOf(ada)}`, { action: "remove", sure: "on" });
  const [removed, posted] = await inOneTransaction(removal, () => ada.post("from nobody"));
  expect([removed.status, posted.status]).toEqual([303, 403]);
  expect(await posted.text()).toContain("write here any more");
  expect(query(server.folder, "SELECT 1 FROM messages WHERE body = 'from nobody'")).toEqual([]);
});

test("an edit that comes after the deletion says that there is nothing to edit", async () => {
  const [row] = rowsIn(await (await bob.post("regretted")).text());
  const path = `/rooms/lobby/messages/${row?.id}`;
  const [deleted, edited] = await inOneTransaction(
    () => send(host, `${path}/delete`),
    () => send(bob, `${path}/edit`, { body: "better" }),
  );
  expect([deleted.status, edited.status]).toEqual([200, 410]);
  const stored = query(
    server.folder,
    "SELECT body, deleted_by > 0 AS deleted FROM messages WHERE id = ?",
    row?.id ?? 0,
  );
  expect(stored).toEqual([{ body: "", deleted: 1 }]);
});

test("who was logged out a moment ago changes no password", async () => {
  const [loggedOut, changed] = await inOneTransaction(
    () => send(host, `/admin/people/${idOf(bob)}`, { action: "logout" }),
    () => send(bob, "/account/password", { current: PASSWORD, password: "another horse, another battery" }),
  );
  expect([loggedOut.status, changed.status]).toEqual([303, 401]);
  expect(await changed.text()).toContain("no longer logged in");
  const again = await submit(server.url, "/login", { username: "Bob", password: PASSWORD });
  bob = personOf(server.url, "Bob", cookieOf(again));
});

test("who was suspended a moment ago reacts to nothing", async () => {
  const [row] = rowsIn(await (await host.post("said before")).text());
  const [suspended, reacted] = await inOneTransaction(
    () => send(host, `/admin/people/${idOf(bob)}`, { action: "suspend" }),
    () => send(bob, `/rooms/lobby/messages/${row?.id}/reactions`, { emoji: "👍" }),
  );
  expect([suspended.status, reacted.status]).toEqual([303, 403]);
  expect(query(server.folder, "SELECT 1 FROM reactions")).toEqual([]);
});

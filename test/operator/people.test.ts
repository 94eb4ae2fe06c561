/** Commands on accounts: the running server does them, so that they take effect at once; they work without one as well. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

import { command } from "../support/command.ts";
import { change, openToChange, query } from "../support/database.ts";
import { temporaryFolder } from "../support/folder.ts";
import { cookieOf, PASSWORD, personOf, register, rowsIn, submit } from "../support/person.ts";
import { openReader } from "../support/reader.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const start = () => startServer({ FLUSH_INTERVAL_MS: "0" });
const logIn = (url: string, username: string, password = PASSWORD) => submit(url, "/login", { username, password });

/** Runs a test twice: with the server running, and with the server stopped before `work` and started again after it. */
function bothWays(
  name: string,
  body: (server: TestServer, away: (work: () => Promise<void>) => Promise<void>) => Promise<void>,
) {
  test(`${name}, while the server runs`, async () => {
    await using server = await start();
    await body(server, (work) => work());
  });
  test(`${name}, while it does not`, async () => {
    await using server = await start();
    await body(server, async (work) => {
      await server.stop();
      await work();
      expect([...new Bun.Glob("parlor.sqlite*").scanSync(server.folder)]).toEqual(["parlor.sqlite"]);
      await server.restart();
    });
  });
}

bothWays("admin makes somebody administrator, by the name in any spelling, and takes it back", async (server, away) => {
  const ada = await register(server.url, "Ada");
  const isAdmin = () => query<{ admin: number }>(server.folder, "SELECT admin FROM users")[0]?.admin === 1;
  await away(async () => {
    expect(await command(server.folder, "admin", "aDA")).toEqual({
      code: 0,
      out: `"Ada" is now an administrator\n`,
      err: "",
    });
    expect((await command(server.folder, "admin", "Ada")).out).toBe(`"Ada" is already an administrator\n`);
  });
  expect([isAdmin(), (await ada.ask("/rooms/lobby")).status]).toEqual([true, 200]);
  expect((await command(server.folder, "admin", "Ada", "--revoke")).code).toBe(0);
  expect(isAdmin()).toBe(false);
});

bothWays("passwd prints a link with which the password is set", async (server, away) => {
  await register(server.url, "Ada");
  let link = "";
  await away(async () => {
    const { code, out } = await command(server.folder, "passwd", "Ada");
    expect([code, out]).toEqual([0, expect.stringMatching(/^http:\/\/localhost:\d+\/password\?code=[\w-]{22}\n$/)]);
    link = new URL(out.trim()).searchParams.get("code") ?? "";
  });
  const set = await submit(server.url, "/password", { code: link, password: "another horse battery" });
  expect(set.status).toBe(303);
  expect((await logIn(server.url, "Ada")).status).toBe(401);
  expect((await logIn(server.url, "Ada", "another horse battery")).status).toBe(303);
});

bothWays("logout ends all sessions of somebody, and nobody else's", async (server, away) => {
  const [ada, grace] = [await register(server.url, "Ada"), await register(server.url, "Grace")];
  const other = personOf(server.url, "Ada", cookieOf(await logIn(server.url, "Ada")));
  await away(async () => {
    expect((await command(server.folder, "logout", "Ada")).out).toBe(`"Ada" is logged out everywhere\n`);
    expect((await command(server.folder, "logout", "Ada")).out).toBe(`"Ada" was not logged in\n`);
  });
  const answers = await Promise.all([ada, other, grace].map((person) => person.ask("/rooms/lobby")));
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 200]);
});

bothWays("remove takes the account; what it wrote stays, and the name is free", async (server, away) => {
  const [ada, grace] = [await register(server.url, "Ada"), await register(server.url, "Grace")];
  await ada.say("I was here");
  await away(async () => {
    expect((await command(server.folder, "remove", "Ada")).out).toBe(
      `"Ada" has been removed, and the name is free again\n`,
    );
    expect(await command(server.folder, "remove", "Ada")).toEqual({
      code: 1,
      out: "",
      err: `there is no account called "Ada"\n`,
    });
  });
  expect([(await ada.ask("/rooms/lobby")).status, (await logIn(server.url, "Ada")).status]).toEqual([303, 401]);
  const page = await (await grace.ask("/rooms/lobby")).text();
  expect(rowsIn(page).map(({ text }) => text)).toEqual(["I was here"]);
  expect([page.includes("a former guest"), page.includes(">Ada<")]).toEqual([true, false]);
  expect((await submit(server.url, "/register", { username: "Ada", password: PASSWORD })).status).toBe(303);
});

test("the open pages of whoever is logged out or removed are closed at once, and everybody sees the other name", async () => {
  await using server = await start();
  const [ada, grace] = [await register(server.url, "Ada"), await register(server.url, "Grace")];
  await ada.say("hello");
  const readers = await Promise.all([openReader(server.url, ada), openReader(server.url, grace)]);
  const [hers, other] = readers;
  await command(server.folder, "logout", "Ada");
  await hers?.until(() => hers.closed() === 4401, "Ada's page to be closed");
  await command(server.folder, "remove", "Ada");
  const changed = () => other?.notes().flatMap(({ users }) => (Array.isArray(users) ? users : [])) ?? [];
  await other?.until(() => changed().length > 0, "the other name");
  expect(changed()).toEqual([[1, "a former guest", expect.any(String), expect.any(Number)]]);
  expect([other?.texts(), other?.closed()]).toEqual([["hello"], undefined]);
  for (const reader of readers) reader.close();
});

test("a command for an account that is not there fails, and prints the name so that the terminal does not act on it", async () => {
  await using server = await start();
  for (const word of ["admin", "passwd", "logout", "remove"]) {
    const { code, out, err } = await command(server.folder, word, "\u001b[2Jno\u0007body\u202e");
    expect([code, out, err]).toEqual([1, "", `there is no account called "\ufffd[2Jno\ufffdbody\ufffd"\n`]);
  }
});

test("users lists everybody by name, whether the server runs or not, and never acts on the terminal", async () => {
  await using server = await start();
  for (const name of ["Grace", "ada", "小紅"]) await register(server.url, name);
  await betweenRuns(server, (folder) => {
    change(folder, "UPDATE users SET admin = 1 WHERE username = 'ada'");
    change(folder, "UPDATE users SET suspended_at = 1 WHERE username = 'Grace'");
    change(folder, "DELETE FROM sessions WHERE user_id = 1");
    change(
      folder,
      "INSERT INTO users (username, username_folded, password_hash, created_at) VALUES (?, '~', '', 0)",
      "\u001b[2J\u009b1m",
    );
  });
  const today = new Date().toISOString().slice(0, 10);
  const { code, out } = await command(server.folder, "users");
  expect([code, out.split("\n")]).toEqual([
    0,
    [
      "name                      joined      last seen   sessions",
      `ada                       ${today}  ${today}  1         administrator`,
      `Grace                     ${today}  -           0         suspended`,
      "\ufffd[2J\ufffd1m                   1970-01-01  -           0",
      `小紅                      ${today}  ${today}  1`,
      "",
    ],
  ]);
  await server.stop();
  expect((await command(server.folder, "users")).out).toBe(out);
});

test("users lists thousands, page by page", async () => {
  await using server = await start();
  await betweenRuns(server, (folder) => {
    using db = openToChange(folder);
    const insert = db.query(
      "INSERT INTO users (username, username_folded, password_hash, created_at) VALUES (?1, ?1, '', 0)",
    );
    db.transaction(() => {
      for (let number = 0; number < 1_700; number++) insert.run(`person-${number}`);
    }).immediate();
  });
  const { out } = await command(server.folder, "users");
  expect(new Set(out.split("\n").map((line) => line.split(" ")[0])).size).toBe(1_702);
});

test("the socket is its owner's alone; one left by a killed server is in nobody's way", async () => {
  await using server = await start();
  await register(server.url, "Ada");
  const socket = join(server.folder, "operator.sock");
  expect(statSync(socket).mode & 0o777).toBe(0o600);
  await server.stop("SIGKILL");
  expect(existsSync(socket)).toBe(true);
  expect((await command(server.folder, "admin", "Ada")).code).toBe(0);
  await server.restart();
  expect((await command(server.folder, "logout", "Ada")).out).toBe(`"Ada" is logged out everywhere\n`);
  await server.stop();
  expect(existsSync(socket)).toBe(false);
});

test("it works in a folder with a path that is longer than a socket's may be", async () => {
  using folder = temporaryFolder();
  const long = join(folder.path, "a-room-of-ones-own".repeat(5), "and-another".repeat(8));
  await using server = await startServer({ DATA_DIR: long });
  const ada = await register(server.url, "Ada");
  expect((await command(long, "logout", "Ada")).out).toBe(`"Ada" is logged out everywhere\n`);
  expect((await ada.ask("/rooms/lobby")).status).toBe(303);
});

test("a command in a folder without a Parlor says so, and makes none", async () => {
  using folder = temporaryFolder();
  for (const words of [["users"], ["export"], ["backup", join(folder.path, "b")], ["admin", "Ada"]]) {
    const { code, err } = await command(join(folder.path, "db"), ...words);
    expect([code, err]).toEqual([1, expect.stringMatching(/^there is no parlor.sqlite in .*\n$/)]);
  }
  expect(existsSync(join(folder.path, "db"))).toBe(false);
});

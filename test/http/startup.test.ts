/** Starting: what is made, what is said, and what stops it with one line that a person can act on. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { change, query } from "../support/database.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runServer, SHARE, startServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

/** The one line with which the server refuses to start in these circumstances. */
async function details(environment: Record<string, string>): Promise<string> {
  using folder = temporaryFolder();
  const { code, output } = await runServer({ PORT: "0", DATA_DIR: join(folder.path, "db"), ...environment });
  expect(code).toBe(1);
  expect(output).toMatch(/^Parlor can't start: .+\n$/);
  return output;
}

test.each([
  ["PORT", "http", "a whole number from 0 to 65535"],
  ["PORT", "65536", "a whole number from 0 to 65535"],
  ["PORT", "-1", "a whole number"],
  ["MESSAGE_LENGTH", "0", "a whole number from 1"],
  ["POSTS_PER_10S", "1.5", "a whole number"],
  ["FLUSH_INTERVAL_MS", "1e2", "a whole number from 0"],
  ["TRUST_PROXY", "yes", "a whole number from 0"],
  ["LOG_LEVEL", "loud", "debug, info, warn, error"],
])("%s=%s stops the start with the variable, the value and what is expected", async (name, value, expected) => {
  const line = await details({ [name]: value });
  expect(line).toContain(name);
  expect(line).toContain(`"${value}"`);
  expect(line).toContain(`expected`);
  expect(line).toContain(expected);
});

test("a secret that is too short stops the start, and is not printed", async () => {
  const line = await details({ JWT_SECRET: "short-and-sweet" });
  expect(line).toContain("JWT_SECRET");
  expect(line).toContain("at least 32");
  expect(line).not.toContain("short-and-sweet");
});

test.each(["203.0.113.7", "nowhere.invalid"])(
  "HOST=%s stops the start, since it is no address of this machine",
  async (host) => {
    const line = await details({ HOST: host });
    expect(line).toContain("HOST");
    expect(line).toContain(host);
  },
);

test("a port in use stops the start, and is named", async () => {
  using other = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const line = await details({ PORT: String(other.port) });
  expect(line).toContain(String(other.port));
  expect(line).toMatch(/in use/);
});

test("a second server on the same folder refuses, also on another port, and the first goes on", async () => {
  await using server = await startServer();
  const line = await details({ DATA_DIR: server.folder });
  expect(line).toContain(server.folder);
  expect(line).toContain("another Parlor is running");
  expect(line).toContain("DATA_DIR");
  expect(await (await fetch(`${server.url}/healthz`)).text()).toBe("ok");
});

test("a second server on the same port refuses, and the first goes on", async () => {
  await using server = await startServer();
  expect(await details({ PORT: String(server.port) })).toContain(String(server.port));
  expect(await (await fetch(`${server.url}/healthz`)).text()).toBe("ok");
});

test("a folder is free again when its server was killed", async () => {
  await using server = await startServer();
  await server.stop("SIGKILL");
  await server.restart();
  expect(await (await fetch(`${server.url}/healthz`)).text()).toBe("ok");
});

test("a database of a newer Parlor stops the start, and is left as it was", async () => {
  await using server = await startServer();
  await server.stop();
  change(server.folder, "PRAGMA user_version = 999");
  const line = await details({ DATA_DIR: server.folder });
  expect(line).toContain("999");
  expect(line).toContain("newer Parlor");
  expect(query<{ user_version: number }>(server.folder, "PRAGMA user_version")).toEqual([{ user_version: 999 }]);
});

test("a database file that is none stops the start, and is left as it was", async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "parlor.sqlite");
  writeFileSync(file, "a letter to grandmother, of some length, and no database at all\n".repeat(40));
  const before = readFileSync(file);
  expect(await details({ DATA_DIR: folder.path })).toMatch(/database/);
  expect(readFileSync(file)).toEqual(before);
});

test("a DATA_DIR that is a file stops the start, and is named", async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "file");
  writeFileSync(file, "");
  expect(await details({ DATA_DIR: file })).toContain(file);
  expect(await details({ DATA_DIR: join(file, "below") })).toContain(file);
});

test.skipIf(process.platform !== "linux").each(["/proc/parlor", "/sys/parlor"])(
  "a DATA_DIR where nobody may write, not even root, stops the start, and is named: %s",
  async (folder) => {
    const line = await details({ DATA_DIR: folder });
    expect(line).toContain(`DATA_DIR is "${folder}"`);
    expect(line).toContain("expected a folder this user may write to");
  },
);

test("a DATA_DIR that is not there is made, with its parents and all that belongs in it", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "far/away");
  await using _ = await startServer({ DATA_DIR: path });
  expect(["parlor.sqlite", "secret", "lock"].filter((name) => !existsSync(join(path, name)))).toEqual([]);
});

test("the secret is its owner's alone, long, another one in each folder, and kept", async () => {
  await using one = await startServer();
  await using two = await startServer();
  const [first, second] = [one, two].map(({ folder }) => readFileSync(join(folder, "secret"), "utf8").trim());
  expect(statSync(join(one.folder, "secret")).mode & 0o777).toBe(0o600);
  expect(first?.length).toBeGreaterThanOrEqual(32);
  expect(first).not.toBe(second);
  await one.stop();
  chmodSync(join(one.folder, "secret"), 0o644);
  await one.restart();
  expect(readFileSync(join(one.folder, "secret"), "utf8").trim()).toBe(String(first));
  expect(statSync(join(one.folder, "secret")).mode & 0o777).toBe(0o600);
});

test("a JWT_SECRET is used instead, and no file is made for it", async () => {
  await using server = await startServer({ JWT_SECRET: "a secret of thirty-two characters" });
  expect(existsSync(join(server.folder, "secret"))).toBe(false);
});

test("empty variables are as good as absent", async () => {
  await using server = await startServer({ SITE_NAME: "", TRUST_PROXY: "", JWT_SECRET: "", LOG_LEVEL: "" });
  expect(await (await fetch(server.url)).text()).toContain("<title>Parlor</title>");
});

test("starting prints the address, and how to reach it from a phone and from everywhere", async () => {
  await using server = await startServer({ SITE_NAME: "The Snug" });
  await waitFor(() => server.output().includes("for people anywhere"), "the greeting is printed");
  expect(server.output()).toContain(`The Snug is open: ${server.url}`);
  expect(server.output()).toContain(`${SHARE} --lan`);
  expect(server.output()).toMatch(new RegExp(`${SHARE} +for people anywhere`));
  expect((await fetch(server.url)).status).toBe(200);
});

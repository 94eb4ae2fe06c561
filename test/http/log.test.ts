/** The log: one line of JSON for each thing worth knowing, and nothing that anybody said or keeps secret. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { lockDatabase } from "../support/database.ts";
import { PASSWORD, register, submit, tokenOf } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

type Line = { time: string; level: string; event: string } & Record<string, unknown>;

const linesOf = (server: TestServer): Line[] =>
  server
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);
const eventsOf = (server: TestServer) => linesOf(server).map(({ event }) => event);

/** Stops a server and waits for all that it had to say. */
async function stopped(server: TestServer, signal: NodeJS.Signals = "SIGTERM") {
  const code = await server.stop(signal);
  await waitFor(() => eventsOf(server).includes("stop"), "the stop is in the log");
  return code;
}

test.each<NodeJS.Signals>(["SIGTERM", "SIGINT"])("a start and a stop by %s are one line each", async (signal) => {
  await using server = await startServer();
  expect((await fetch(server.url)).status).toBe(200);
  expect(await stopped(server, signal)).toBe(0);
  const lines = linesOf(server);
  expect(lines.map(({ event }) => event)).toEqual(["start", "stop"]);
  expect(lines[0]).toMatchObject({ level: "info", host: "127.0.0.1", port: server.port });
  expect(lines[1]).toMatchObject({ level: "info", signal });
  for (const { time } of lines) expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(60_000);
});

test("a server that is stopped as soon as it says that it has started ends in order as well", async () => {
  const startAndStop = async () => {
    await using server = await startServer();
    return await server.stop();
  };
  const codes = await Promise.all(Array.from({ length: 8 }, startAndStop));
  expect(codes).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
});

test("what people say, their passwords and their sessions are in no line, whatever happens", async () => {
  await using server = await startServer({ FLUSH_INTERVAL_MS: "0", LOG_LEVEL: "debug" });
  const ada = await register(server.url, "ada");
  const said = "nobody else needs to read this";
  await ada.say(said);
  await ada.post(said.repeat(400));
  await ada.post(said, "a key that is none");
  await submit(server.url, "/login", { username: "ada", password: "a wrong password" });
  await submit(server.url, "/rooms/lobby/messages", { body: said });
  await submit(
    server.url,
    "/rooms/lobby/messages",
    { body: said },
    { cookie: ada.cookie, origin: "http://evil.example" },
  );
  await ada.ask("/rooms/lobby/messages", {
    method: "POST",
    body: `{"body":"${said}`,
    headers: { "content-type": "application/json" },
  });
  {
    using _ = lockDatabase(server.folder);
    expect((await ada.post(said)).status).toBe(503);
  }
  await ada.ask("/logout", { method: "POST" });
  await stopped(server);
  const output = server.output();
  const secret = readFileSync(join(server.folder, "secret"), "utf8").trim();
  const kept = [said, "a wrong password", PASSWORD, tokenOf(ada.cookie), secret, "argon2"];
  expect(kept.filter((text) => output.includes(text))).toEqual([]);
  const told = ["start", "registered", "log-in failed", "turned away", "storage unavailable", "logged out", "stop"];
  expect(told.filter((event) => !eventsOf(server).includes(event))).toEqual([]);
});

/** What is deleted leaves no bytes behind: those of a message, a room and an account, with their thumbnails. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { query } from "../support/database.ts";
import { begin, picture, postFiles, send, sendPart } from "../support/files.ts";
import { PASSWORD, register } from "../support/person.ts";
import { startServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(60_000);

/** The names of all files that lie in a place, temporary ones included. */
function stored(folder: string): string[] {
  const files = join(folder, "files");
  return readdirSync(files, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

const nothingLeft = async (folder: string) => {
  await waitFor(() => stored(folder).length === 0, "all bytes to go");
  expect(query(folder, "SELECT id FROM files")).toEqual([]);
  expect(query(folder, "SELECT hash FROM contents")).toEqual([]);
};

const form = (fields: Record<string, string>) => ({ method: "POST", body: new URLSearchParams(fields) });

test("a message takes the bytes and thumbnails of its files with it, unless the same bytes are elsewhere", async () => {
  await using server = await startServer({ FLUSH_INTERVAL_MS: "0" });
  const ada = await register(server.url, "Ada");
  const bytes = await picture(1_600, 1_000);
  const rows = [];
  for (const file of [await send(ada, bytes), await send(ada, bytes)]) {
    rows.push(await (await postFiles(ada, [file.id])).text());
  }
  const three = stored(server.folder).length;
  expect(three).toBe(3); // the picture and two thumbnails, each once
  const [first, second] = rows.map((row) => /data-id="(\d+)"/.exec(row)?.[1] ?? "");
  await ada.ask(`/rooms/lobby/messages/${first}/delete`, form({}));
  expect(stored(server.folder)).toHaveLength(three);
  await ada.ask(`/rooms/lobby/messages/${second}/delete`, form({}));
  await nothingLeft(server.folder);
});

test("a room takes its files with it, those too that wait for their message or are coming", async () => {
  await using server = await startServer({ FLUSH_INTERVAL_MS: "0" });
  const ada = await register(server.url, "Ada");
  await ada.ask("/rooms", form({ name: "Attic", kind: "open" }));
  const room = "attic";
  for (let message = 0; message < 12; message++) {
    const files = await Promise.all([1, 2, 3].map((number) => send(ada, `${message} ${number}`, { room })));
    expect((await postFiles(ada, files.map(({ id }) => id), "", room)).status).toBe(201); // prettier-ignore
  }
  await send(ada, "waits", { room });
  const begun = (await begin(ada, 100, "part.bin", room)).headers.get("location") ?? "";
  await sendPart(ada, begun, 0, "half of it");
  expect(stored(server.folder)).toHaveLength(38);
  const deleted = await ada.ask(`/rooms/${room}/delete`, form({ name: "Attic" }));
  expect(deleted.status).toBe(303);
  await nothingLeft(server.folder);
});

test("who leaves takes along what no message carries; what they said stays, with its files", async () => {
  await using server = await startServer({ FLUSH_INTERVAL_MS: "0" });
  const [ada, bob] = [await register(server.url, "Ada"), await register(server.url, "Bob")];
  const said = await send(ada, "said");
  await postFiles(ada, [said.id]);
  await send(ada, "waits");
  const begun = (await begin(ada, 100)).headers.get("location") ?? "";
  await sendPart(ada, begun, 0, "half of it");
  const left = await ada.ask("/account/delete", form({ farewell: PASSWORD }));
  expect(left.status).toBeLessThan(400);
  await waitFor(() => stored(server.folder).length === 1, "unsent files to go");
  expect(await (await bob.ask(said.path)).text()).toBe("said");
});

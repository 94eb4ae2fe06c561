/** Files come in whole or in parts, are fetched by those who may see their message, and can do nothing in a browser. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { randomUUID } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { query } from "../support/database.ts";
import { attributeOf } from "../support/html.ts";
import { makeMp4, PLACE, withPlace } from "../support/mp4.ts";
import { type Person, register } from "../support/person.ts";
import { makePhoto, type Pixel, SECRETS } from "../support/pictures.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(60_000);

const HTMX = { "HX-Request": "true" };
const PART = "application/offset+octet-stream";

let server: TestServer;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000", FILE_BYTES: "5000000", UPLOAD_PAUSE_S: "1" });
  ada = await register(server.url, "Ada");
  bob = await register(server.url, "Bob");
});
afterAll(() => server[Symbol.asyncDispose]());

/** What no thumbnail keeps all of, so that one saves bytes. */
const grain: Pixel = (x, y) => [(x * 7919 + y * 104_729) & 255, (x * y) & 255, (x ^ y) & 255];

type Upload = { name?: string; room?: string; headers?: Record<string, string> };

const upload = (
  person: Person,
  bytes: string | Uint8Array,
  { name = "notes.txt", room = "lobby", headers }: Upload = {},
) =>
  person.ask(`/rooms/${room}/files`, {
    method: "POST",
    body: bytes as NonNullable<RequestInit["body"]>,
    headers: { "x-file-name": encodeURIComponent(name), "content-type": "application/octet-stream", ...headers },
  });

/** Sends a file; returns its address and its id. */
async function send(person: Person, bytes: string | Uint8Array, options?: Upload) {
  const response = await upload(person, bytes, options);
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  const path = response.headers.get("location") ?? "";
  return { path, id: path.split("/")[2] ?? "" };
}

const post = (person: Person, fields: Record<string, string | string[]>, room = "lobby", key = randomUUID()) => {
  const form = new URLSearchParams({ key });
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) form.append(name, value);
  return person.ask(`/rooms/${room}/messages`, { method: "POST", body: form, headers: HTMX });
};

const begin = (person: Person, length: number, name = "large.bin") =>
  upload(person, "", { name, headers: { "upload-length": String(length), "tus-resumable": "1.0.0" } });

const sendPart = (person: Person, path: string, offset: number, bytes: string | Uint8Array) =>
  person.ask(path, {
    method: "PATCH",
    body: bytes as NonNullable<RequestInit["body"]>,
    headers: { "content-type": PART, "upload-offset": String(offset) },
  });

const offsetOf = async (person: Person, path: string) =>
  Number((await person.ask(path, { method: "HEAD" })).headers.get("upload-offset"));

test("a file that is sent with a message is fetched by its readers, byte for byte", async () => {
  const { path, id } = await send(ada, "what was said\n", { name: "Röntgen 2.txt" });
  expect(path).toBe(`/files/${id}/R%C3%B6ntgen%202.txt`);
  expect((await bob.ask(path)).status).toBe(404); // not before it is in a message
  const posted = await post(ada, { body: "", file: id });
  expect(posted.status).toBe(201);
  expect(await posted.text()).toContain(path);
  const fetched = await bob.ask(path);
  expect([fetched.status, await fetched.text()]).toEqual([200, "what was said\n"]);
  expect(fetched.headers.get("vary")).toBe("Cookie"); // in the browser it is that person's alone
  expect(fetched.headers.get("content-type")).toBe("application/octet-stream");
  expect(fetched.headers.get("content-disposition")).toBe(
    `attachment; filename="R_ntgen 2.txt"; filename*=UTF-8''R%C3%B6ntgen%202.txt`,
  );
  expect(fetched.headers.get("content-security-policy")).toBe("sandbox; default-src 'none'");
  expect(fetched.headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
});

test("a photo is shown in a box of its size, turned, with thumbnails, and tells nothing of where it was taken", async () => {
  const photo = await makePhoto({ width: 1_000, height: 1_600 }, 6, grain); // turned by a quarter
  for (const secret of SECRETS) expect(photo.includes(secret)).toBe(true);
  const { path, id } = await send(ada, photo, { name: "view.txt" });
  const row = await (await post(ada, { body: "Look", file: id })).text();
  expect(row).toContain('width="1600" height="1000"');
  expect(row).toContain(`/files/${id}/thumb-480.webp 480w, /files/${id}/thumb-1200.webp 1200w`);
  const [whole, small] = await Promise.all([bob.ask(path), bob.ask(`/files/${id}/thumb-480.webp`)]);
  expect([whole.headers.get("content-type"), small.headers.get("content-type")]).toEqual(["image/jpeg", "image/webp"]);
  const fetched = await Promise.all([whole, small].map(async (response) => Buffer.from(await response.arrayBuffer())));
  for (const secret of SECRETS) expect(fetched.some((bytes) => bytes.includes(secret))).toBe(false);
  const sizes = await Promise.all(fetched.map((bytes) => new Bun.Image(bytes).metadata()));
  expect(sizes.map(({ width, height }) => [width, height])).toEqual([
    [1_600, 1_000],
    [480, 300],
  ]);
});

test("a film tells nothing of where it was taken; where it may all the same, its sender is told", async () => {
  const film = withPlace(makeMp4());
  const sent = async (bytes: Uint8Array) =>
    (await upload(ada, bytes, { name: "film.mp4", headers: { "hx-request": "true" } })).text();
  expect(await sent(makeMp4())).toContain("It may contain where and when it was made.");
  const card = await sent(film);
  expect(card).not.toContain("It may contain");
  const fetched = Buffer.from(await (await ada.ask(attributeOf(card, "a", "href") ?? "")).bytes());
  expect([film.includes(PLACE), fetched.length, fetched.includes(PLACE)]).toEqual([true, film.length, false]);
});

test("a file goes on where it stopped, and who sends the last part again is told the same", async () => {
  const bytes = Buffer.from(Array.from({ length: 3_000 }, (_, index) => index & 255));
  const begun = await begin(ada, bytes.length);
  expect([begun.status, begun.headers.get("upload-offset"), begun.headers.get("tus-resumable")]).toEqual([
    201,
    "0",
    "1.0.0",
  ]);
  const path = begun.headers.get("location") ?? "";
  const first = await sendPart(ada, path, 0, bytes.subarray(0, 1_000));
  expect([first.status, first.headers.get("upload-offset")]).toEqual([204, "1000"]);
  expect((await sendPart(ada, path, 0, bytes)).status).toBe(409);
  expect((await sendPart(ada, path, 1_000, Buffer.alloc(2_001))).status).toBe(413);
  expect((await sendPart(bob, path, 1_000, bytes.subarray(1_000))).status).toBe(404);
  const offset = await offsetOf(ada, path);
  expect(offset).toBeGreaterThanOrEqual(1_000);
  await ada.ask(path, { method: "DELETE" });
  expect((await ada.ask(path, { method: "HEAD" })).status).toBe(404);

  const again = (await begin(ada, bytes.length)).headers.get("location") ?? "";
  await sendPart(ada, again, 0, bytes.subarray(0, 1_000));
  await server.stop();
  await server.restart();
  expect(await offsetOf(ada, again)).toBe(1_000);
  for (let time = 0; time < 2; time++) {
    const last = await sendPart(ada, again, time === 0 ? 1_000 : 3_000, time === 0 ? bytes.subarray(1_000) : "");
    expect([last.status, last.headers.get("upload-offset")]).toEqual([204, "3000"]);
  }
  await post(ada, { file: again.split("/")[2] ?? "" });
  expect(Buffer.from(await (await bob.ask(again)).arrayBuffer())).toEqual(bytes);
});

test("a part of a file is fetched, as players do, and what a browser has is not sent again", async () => {
  const { path, id } = await send(ada, "0123456789");
  await post(ada, { file: id });
  const part = async (range: string, headers: Record<string, string> = {}) => {
    const response = await bob.ask(path, { headers: { range, ...headers } });
    return [response.status, response.headers.get("content-range"), await response.text()];
  };
  expect(await part("bytes=2-4")).toEqual([206, "bytes 2-4/10", "234"]);
  expect(await part("bytes=7-")).toEqual([206, "bytes 7-9/10", "789"]);
  expect(await part("bytes=-3")).toEqual([206, "bytes 7-9/10", "789"]);
  expect(await part("bytes=5-100")).toEqual([206, "bytes 5-9/10", "56789"]);
  expect(await part("bytes=10-")).toEqual([416, "bytes */10", ""]);
  for (const range of ["bytes=4-2", "bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=x-"]) {
    expect(await part(range)).toEqual([200, null, "0123456789"]);
  }
  expect(await part("bytes=2-4", { "if-range": '"other"' })).toEqual([200, null, "0123456789"]);
  const etag = (await bob.ask(path)).headers.get("etag") ?? "";
  const known = await bob.ask(path, { headers: { "if-none-match": etag } });
  expect([known.status, await known.text()]).toEqual([304, ""]);
  const head = await bob.ask(path, { method: "HEAD" });
  expect([head.status, head.headers.get("content-length"), head.headers.get("accept-ranges")]).toEqual([
    200,
    "10",
    "bytes",
  ]);
});

test("a plain form brings its files with the message, and a refused one keeps them", async () => {
  const form = new FormData();
  form.set("body", "with two");
  form.set("key", randomUUID());
  form.append("upload", new File(["first"], "1.txt"));
  form.append("upload", new File(["second"], "2 (ü).txt"));
  const posted = await ada.ask("/rooms/lobby/messages", { method: "POST", body: form });
  expect([posted.status, posted.headers.get("location")]).toEqual([303, "/rooms/lobby"]);
  const page = await (await bob.ask("/rooms/lobby")).text();
  expect(page).toContain("2%20(%C3%BC).txt");

  const refused = new FormData();
  refused.set("body", "x".repeat(5_000));
  refused.append("upload", new File(["kept"], "kept.txt"));
  const answer = await ada.ask("/rooms/lobby/messages", { method: "POST", body: refused });
  expect(answer.status).toBe(422);
  const [, id] = /name="file" value="([\w-]+)"/.exec(await answer.text()) ?? [];
  expect((await post(ada, { body: "shorter", file: id ?? "" })).status).toBe(201);

  const empty = new FormData();
  empty.set("body", "no file chosen");
  empty.append("upload", new File([], ""));
  expect((await ada.ask("/rooms/lobby/messages", { method: "POST", body: empty })).status).toBe(303);
});

test("the same message sent twice carries its files once, and nobody else's files are taken", async () => {
  const [mine, theirs] = [await send(ada, "mine"), await send(bob, "theirs")];
  const key = randomUUID();
  expect((await post(ada, { file: mine.id }, "lobby", key)).status).toBe(201);
  expect((await post(ada, { file: mine.id }, "lobby", key)).status).toBe(200);
  for (const file of [mine.id, theirs.id, "nothing", [mine.id, mine.id]]) {
    expect((await post(ada, { body: "x", file })).status).toBe(422);
  }
  const unfinished = (await begin(ada, 10)).headers.get("location")?.split("/")[2] ?? "";
  expect((await post(ada, { body: "x", file: unfinished })).status).toBe(422);
  const many = await Promise.all(Array.from({ length: 11 }, (_, index) => send(ada, `${index}`)));
  expect((await post(ada, { file: many.map(({ id }) => id) })).status).toBe(422);
});

test("what is too large is refused before it is read, and what breaks off is not kept as a whole", async () => {
  expect((await begin(ada, 5_000_001)).status).toBe(413);
  expect((await upload(ada, new Uint8Array(5_000_001))).status).toBe(413);
  const part = await ada
    .ask("/rooms/lobby/files", {
      method: "POST",
      headers: { "content-type": "application/octet-stream", "content-length": "10" },
      body: new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(3)) }),
      duplex: "half",
    } as RequestInit)
    .catch(() => undefined);
  expect(part?.status ?? 400).toBeGreaterThanOrEqual(400);
});

test("a file that can't be taken now leaves nothing that waits, and one taken back at its end is simply not there", async () => {
  await using busy = await startServer({ PICTURES_WAITING: "1", PICTURES_PER_PERSON: "1" });
  const eve = await register(busy.url, "Eve");
  const photo = await makePhoto({ width: 1_600, height: 1_200 }, 1, grain);
  const answers = await Promise.all(Array.from({ length: 6 }, () => upload(eve, photo)));
  const statuses = answers.map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([201, 503]));
  const waiting = query<{ id: string }>(busy.folder, "SELECT id FROM files");
  expect(waiting).toHaveLength(statuses.filter((status) => status === 201).length);
  expect(readdirSync(join(busy.folder, "files/incoming"))).toEqual([]);

  const bytes = new Uint8Array(20_000_000);
  for (let round = 0; round < 8; round++) {
    const path = (await begin(eve, bytes.length)).headers.get("location") ?? "";
    const file = join(busy.folder, "files/incoming", path.split("/")[2] ?? "");
    let isOver = false;
    const sending = sendPart(eve, path, 0, bytes).finally(() => (isOver = true));
    while (!isOver && (statSync(file, { throwIfNoEntry: false })?.size ?? 0) < bytes.length) await Bun.sleep(0);
    const [sent] = await Promise.all([sending, eve.ask(path, { method: "DELETE" })]);
    expect([204, 404]).toContain(sent.status);
    expect((await eve.ask(path)).status).toBe(404);
  }
  expect(busy.output()).not.toContain("ENOENT");
});

test("a deleted message takes its files with it, but not the same bytes of another", async () => {
  const bytes = "the same bytes twice";
  const [first, second] = [await send(ada, bytes), await send(ada, bytes)];
  await post(ada, { file: first.id });
  const row = await (await post(ada, { file: second.id })).text();
  const id = /data-id="(\d+)"/.exec(row)?.[1] ?? "";
  await ada.ask(`/rooms/lobby/messages/${id}/delete`, { method: "POST", body: new URLSearchParams() });
  expect((await bob.ask(second.path)).status).toBe(404);
  expect(await (await bob.ask(first.path)).text()).toBe(bytes);
});

test("files are found by name and description", async () => {
  const { path, id } = await send(ada, "figures", { name: "Quartalszahlen.csv" });
  const described = await ada.ask(`${path}/description`, {
    method: "POST",
    body: new URLSearchParams({ description: "What the heron earned" }),
    headers: HTMX,
  });
  expect(described.status).toBe(200);
  await post(ada, { file: id });
  for (const question of ["quartals", "heron"]) {
    await waitFor(async () => (await (await bob.ask(`/search?q=${question}`)).text()).includes("zahlen"), question);
  }
});

test("a file of a closed room is there for its people only, as long as they are in it", async () => {
  const made = await ada.ask("/rooms", {
    method: "POST",
    body: new URLSearchParams({ name: "Vault", kind: "closed" }),
  });
  const slug = made.headers.get("location")?.split("/")[2] ?? "";
  const { path, id } = await send(ada, await makePhoto({ width: 900, height: 600 }, 1, grain), { room: slug });
  expect((await post(ada, { file: id }, slug)).status).toBe(201);
  const addresses = [path, `/files/${id}/thumb-480.webp`, `${path}?download`];
  const answer = async (address: string, method = "GET") => {
    const response = await bob.ask(address, { method });
    return { status: response.status, body: (await response.text()).replaceAll(id, "ID") };
  };
  const people = (action: string, fields: Record<string, string>) =>
    ada.ask(`/rooms/${slug}/people${action}`, { method: "POST", body: new URLSearchParams(fields) });
  const statuses = () => Promise.all(addresses.map(async (address) => (await answer(address)).status));

  for (const address of addresses) {
    const absent = address.replace(id, "0".repeat(id.length));
    for (const method of ["GET", "HEAD", "PATCH", "DELETE"]) {
      expect(await answer(address, method)).toEqual({ ...(await answer(absent, method)), status: 404 });
    }
  }
  await people("", { person: "Bob" });
  expect(await statuses()).toEqual([200, 200, 200]);
  await people("/2/remove", {});
  expect(await statuses()).toEqual([404, 404, 404]);
  await people("", { person: "Bob" });
  await ada.ask(`/rooms/${slug}/delete`, { method: "POST", body: new URLSearchParams({ name: "Vault" }) });
  expect(await statuses()).toEqual([404, 404, 404]);
  expect((await ada.ask(path)).status).toBe(404);
});

/** What messages carry is found again: on the page of a room, in quotes, mentions, search and exports; and it stays when a text goes. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { command } from "../support/command.ts";
import { find, textOf } from "../support/html.ts";
import { type Person, register } from "../support/person.ts";
import { makePicture, makeSound, postFiles, sendFile } from "../support/sent-files.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

const HTMX = { "HX-Request": "true" };

let server: TestServer;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000", CHANGES_PER_10S: "1000" });
  ada = await register(server.url, "Ada");
  bob = await register(server.url, "Bob");
});
afterAll(() => server[Symbol.asyncDispose]());

const read = async (path: string) => (await bob.ask(path)).text();
const namesIn = (html: string) => [
  ...find(html, ".tile > img[loading]").map(({ attributes }) => attributes.alt),
  ...find(html, ".file bdi").map(({ text }) => text),
];
const form = (fields: Record<string, string>, headers: Record<string, string> = {}) => ({
  method: "POST",
  body: new URLSearchParams(fields),
  headers,
});

test("an empty room says that nothing was sent, and the page about it leads to its files", async () => {
  const page = await read("/rooms/lobby/files");
  expect(textOf(page, "section")).toStartWith("No pictures or files yet.");
  expect(find(await read("/rooms/lobby/about"), 'a[href="/rooms/lobby/files"]')).toHaveLength(1);
});

test("the files of a room are listed, the newest first, by kind, and each leads to its message", async () => {
  const picture = await sendFile(ada, await makePicture(600, 400), { name: "lake.jpg", description: "The lake" });
  const notes = await sendFile(ada, "what was said", { name: "notes.txt" });
  const { id } = await postFiles(ada, [picture, notes], "Look");
  const sound = await postFiles(ada, [await sendFile(ada, makeSound(1), { name: "tone.wav" })]);
  await sendFile(ada, "not sent yet", { name: "secret.txt" });

  const all = await read("/rooms/lobby/files");
  expect(namesIn(all)).toEqual(["The lake", "tone.wav", "notes.txt"]);
  expect(find(all, ".tile")[0]?.attributes.href).toBe(picture.path);
  expect(find(all, ".origin").map(({ attributes }) => attributes.href)).toEqual(
    [id, sound.id, id].map((message) => `/rooms/lobby/messages/${message}`),
  );
  expect(namesIn(await read("/rooms/lobby/files?kind=pictures"))).toEqual(["The lake"]);
  expect(namesIn(await read("/rooms/lobby/files?kind=media"))).toEqual(["tone.wav"]);
  expect(namesIn(await read("/rooms/lobby/files?kind=others"))).toEqual(["notes.txt"]);

  await ada.ask(`/rooms/lobby/messages/${id}/delete`, form({}));
  expect(namesIn(await read("/rooms/lobby/files"))).toEqual(["tone.wav"]);
});

test("hostile names and descriptions stand on the page as they are", async () => {
  const hostile = `"><img src=x onerror=alert(1)>`;
  const about = { name: hostile, description: hostile };
  await postFiles(ada, [await sendFile(ada, await makePicture(50, 50), about), await sendFile(ada, "x", about)]);
  for (const path of ["/rooms/lobby/files", "/search?q=onerror", "/find?q=onerror", "/rooms/lobby"]) {
    const page = await read(path);
    expect([path, page.includes("onerror"), find(page, "[onerror]")]).toEqual([path, true, []]);
  }
});

test("a message without a text is quoted, mentioned and listed by its files", async () => {
  const files = [
    await sendFile(bob, await makePicture(60, 40), { name: "sunset.jpg" }),
    await sendFile(bob, "x", { name: "b.txt" }),
  ];
  const { row, id } = await postFiles(bob, files);
  expect(find(row, "div[dir=auto]")).toEqual([]); // no empty box for a text
  const reply = await ada.ask("/rooms/lobby/messages", form({ body: "How nice", reply: String(id) }, HTMX));
  expect(textOf(await reply.text(), ".quote span")).toBe("Picture: sunset.jpg and 1 more");
  const bar = await (await ada.ask(`/rooms/lobby/messages/${id}/reply`, { headers: HTMX })).text();
  expect(textOf(bar, "span")).toEndWith("Picture: sunset.jpg and 1 more");
  const menu = await (await bob.ask(`/rooms/lobby/messages/${id}/menu`, { headers: HTMX })).text();
  expect(menu).not.toContain("Copy text");

  const voice = await sendFile(ada, makeSound(1), { name: "blob.wav", waveform: "123" });
  const body = new URLSearchParams({ body: "", reply: String(id), file: voice.id });
  await ada.ask("/rooms/lobby/messages", { method: "POST", body });
  expect(find(await read("/mentions"), ".hit div")[0]?.text).toBe("Voice message");
});

test("search marks the names of files, with the picture where one was found", async () => {
  const { id } = await postFiles(ada, [
    await sendFile(ada, await makePicture(900, 600), { name: "heron_at_dawn.jpg", description: "A grey bird" }),
    await sendFile(ada, "x", { name: "other.txt" }),
  ]);
  const hit = async (question: string) => {
    let page = "";
    await waitFor(async () => (page = await read(`/search?q=${question}`)).includes(`/messages/${id}"`), question);
    return page;
  };
  const byName = await hit("heron_at");
  expect([textOf(byName, ".hit-file mark"), find(byName, ".hit-file").length]).toEqual(["heron_at", 1]);
  expect(find(byName, ".hit-file img")[0]?.attributes.src).toEndWith("/thumb-480.webp");
  expect(textOf(await hit("grey"), ".hit-file small mark")).toBe("grey");
  expect(textOf(await read("/find?q=heron"), ".found-message small bdi")).toContain("heron_at_dawn.jpg");
});

test("a message with files may lose its text, another may not", async () => {
  const { id } = await postFiles(ada, [await sendFile(ada, "x", { name: "kept.txt" })], "not needed");
  const edit = (message: number, body: string) =>
    ada.ask(`/rooms/lobby/messages/${message}/edit`, form({ body }, HTMX));
  const edited = await edit(id, " ");
  const row = await edited.text();
  expect([edited.status, find(row, ".files[data-edited]").length]).toEqual([200, 1]);
  expect([row.includes("not needed"), row.includes("kept.txt")]).toEqual([false, true]);
  const page = await (await ada.ask(`/rooms/lobby/messages/${id}/edit`)).text();
  expect(find(page, "textarea[name=body]")[0]?.attributes).not.toHaveProperty("required");

  await ada.say("only text");
  const texts = find(await read("/rooms/lobby"), "#log > .message");
  expect((await edit(Number(texts.at(-1)?.attributes["data-id"]), "")).status).toBe(422);
});

test("both exports list the files of a message, with the hash under which an operator finds them", async () => {
  const { id } = await postFiles(ada, [await sendFile(ada, "exported", { name: "e.txt", description: "An export" })]);
  const expected = {
    ...{ id: expect.any(String), name: "e.txt", type: "text/plain", bytes: 8, description: "An export" },
    hash: new Bun.CryptoHasher("sha256").update("exported").digest("hex"),
  };
  type Line = { id: number; files?: unknown };
  const lines = (text: string) => text.split("\n").filter(Boolean).map((line) => JSON.parse(line) as Line); // prettier-ignore
  const { out } = await command(server.folder, "export");
  const own = await (await ada.ask("/account/data")).text();
  for (const text of [out, own]) expect(lines(text).find((line) => line.id === id)?.files).toEqual([expected]);
  await ada.say("without");
  expect(lines((await command(server.folder, "export")).out).at(-1)).not.toHaveProperty("files");
});

/** Files in the composer: however they come in, they get to the server whole, once and in order, and nothing typed is lost. */
import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { createHash } from "node:crypto";

import { closeBrowser, openPage, type Page, type PageOptions } from "../support/browser.ts";
import { query } from "../support/database.ts";
import { type Proxy, startProxy } from "../support/proxy.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(90_000);

let server: TestServer;
let proxy: Proxy;
let pages: Page[] = [];

/** Bytes that are the same here and in the page. */
function noise(size: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let at = 0, value = seed; at < size; at++) {
    value = (Math.imul(value, 1103515245) + 12345) | 0;
    bytes[at] = value >>> 16;
  }
  return bytes;
}

/** What a page needs to have files: some that are made, and a person's ways to bring them. */
const HANDS = `(() => {
  window.noise = ${noise};
  window.picture = async (width, height, name, type = "image/png") => {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d");
    context.fillStyle = "#b06030";
    context.fillRect(0, 0, width / 2, height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, type));
    return new File([blob], name, { type });
  };
  const bring = (files) => {
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    return transfer;
  };
  window.choose = (...files) => {
    const input = document.querySelector("#attach input");
    input.files = bring(files).files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  window.paste = (files, texts = {}) => {
    const clipboardData = bring(files);
    for (const [type, text] of Object.entries(texts)) clipboardData.setData(type, text);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.querySelector("#field").dispatchEvent(event);
    return event.defaultPrevented;
  };
  window.drag = (name, files, target = "#messages") => {
    const event = new DragEvent(name, { dataTransfer: bring(files), bubbles: true, cancelable: true });
    document.querySelector(target).dispatchEvent(event);
    return event.defaultPrevented;
  };
  return true;
})()`;

async function visit(person: string, options?: PageOptions): Promise<Page> {
  const page = await openPage(proxy.url, person, options);
  pages.push(page);
  await page.cdp("Page.addScriptToEvaluateOnNewDocument", { source: `addEventListener("load", () => ${HANDS})` });
  await page.register(person);
  await page.read(HANDS);
  return page;
}

const names = (page: Page) =>
  page.read<string[]>("[...document.querySelectorAll('.file-card .file-name')].map((name) => name.textContent)");
const CARDS = "[...document.querySelectorAll('.file-card')]";
const READY = `${CARDS}.every((card) => card.querySelector("progress").hidden)`;
const ready = (page: Page, count: number) => page.until(`${CARDS}.length === ${count} && ${READY}`, `${count} files`);
const sent = (page: Page) => page.until("document.querySelectorAll('#pending > *').length === 0", "everything sent");
const send = (page: Page) => page.click("#composer .send");

type Row = { body: string; files: { id: string; name: string; description: string }[] };

/** The messages of a person as they are stored. */
const messagesOf = (person: string): Row[] =>
  query<{ body: string; files: string | null }>(
    server.folder,
    "SELECT body, files FROM messages JOIN users ON users.id = author_id WHERE username = ? ORDER BY messages.id",
    person,
  ).map(({ body, files }) => ({ body, files: JSON.parse(files ?? "[]") }));

/** The hash of each stored file of a person, by its name. */
const contentsOf = (person: string) =>
  Object.fromEntries(
    query<{ name: string; content: string }>(
      server.folder,
      "SELECT files.name, content FROM files JOIN users ON users.id = user_id WHERE username = ?",
      person,
    ).map(({ name, content }) => [name, content]),
  );

const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** What this browser keeps of files: their names in its storage, and the number of those of which it has the bytes. */
const kept = (page: Page) =>
  page.read<[number, number]>(`(async () => {
    const names = Object.keys(localStorage).filter((name) => name.includes(":upload/"));
    let count = 0;
    for (const { name } of await indexedDB.databases()) {
      count += await new Promise((resolve) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => {
          const database = request.result;
          if (!database.objectStoreNames.contains("files")) return database.close(), resolve(0);
          const all = database.transaction("files").objectStore("files").count();
          all.onsuccess = () => (database.close(), resolve(all.result));
        };
      });
    }
    return [names.length, count];
  })()`);
const keeps = (page: Page, names: number, bytes: number) =>
  page.until(
    `(${kept.toString().match(/`([^]*)`/)?.[1]}).then((kept) => kept.join() === "${names},${bytes}" || kept.join())`,
    `${names} files and the bytes of ${bytes} kept`,
  );

/** A slow line upwards, in bytes a second, as the browser makes it; 0: as it is. */
async function slow(page: Page, uploadThroughput: number): Promise<void> {
  await page.cdp("Network.enable"); // without it nothing is slow
  await page.cdp("Network.emulateNetworkConditions", {
    offline: false,
    latency: uploadThroughput ? 100 : 0,
    downloadThroughput: -1,
    uploadThroughput: uploadThroughput || -1,
  });
}

/** Waits until a part of the first file has come, and not all of it. */
const underWay = (page: Page) =>
  page.until(
    "(({ hidden, value }) => !hidden && value > 0.1 && value < 0.9)(document.querySelector('.file-card progress'))",
    "a part of it",
  );

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000", FILE_BYTES: "8000000", FILES_PER_PERSON_DAY: "30000000" });
  proxy = startProxy(server.port);
});

afterEach(() => {
  proxy.turn("fine");
  for (const page of pages) page.close();
  pages = [];
});

afterAll(async () => {
  closeBrowser();
  proxy[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

test("files that are chosen, pasted and dropped stand in their order, and go with the message", async () => {
  const page = await visit("Ada");
  await page.read("picture(40, 30, 'first.png').then((file) => choose(file, new File([noise(3000)], 'second.bin')))");
  await ready(page, 2);
  expect(await page.read("paste([new File(['pasted'], 'third.txt', { type: 'text/plain' })])")).toBeTrue();
  await ready(page, 3);
  expect(await page.read("drag('dragover', [new File(['x'], 'x')])")).toBeTrue();
  await page.until("document.querySelector('main').hasAttribute('data-drop')", "where to drop");
  await page.read("drag('drop', [new File(['dropped'], 'fourth.txt')])");
  await ready(page, 4);
  expect(await page.read("document.querySelector('main').hasAttribute('data-drop')")).toBeFalse();
  expect(await names(page)).toEqual(["first.png", "second.bin", "third.txt", "fourth.txt"]);
  expect(await page.read("document.querySelector('.file-card img').src.startsWith('blob:')")).toBeTrue();
  await page.say("four of them");
  await sent(page);
  await page.until("document.querySelector('#log > .message .files') !== null", "the row with its files");
  const [message] = messagesOf("Ada");
  expect([message?.body, message?.files.map(({ name }) => name)]).toEqual([
    "four of them",
    ["first.png", "second.bin", "third.txt", "fourth.txt"],
  ]);
  expect(contentsOf("Ada")["second.bin"]).toBe(hash(noise(3_000)));
  expect(await names(page)).toEqual([]);
  await keeps(page, 0, 0);
  expect(page.complaints).toEqual([]);
});

test("a message needs no text when it has a file, and an empty file is one", async () => {
  const page = await visit("Empty");
  await page.read("choose(new File([], 'nothing.txt'))");
  await ready(page, 1);
  await send(page);
  await sent(page);
  expect(messagesOf("Empty").map(({ body, files }) => [body, files.length])).toEqual([["", 1]]);
});

test("what an office program adds to a text is no file, and what is dropped beside text stays text", async () => {
  const page = await visit("Office");
  const texts = "{ 'text/plain': 'cells', 'text/html': '<b>cells</b>' }";
  expect(await page.read(`picture(9, 9, 'image.png').then((file) => paste([file], ${texts}))`)).toBeFalse();
  expect(await page.read("paste([], { 'text/plain': 'just text' })")).toBeFalse();
  expect(await page.read("drag('dragover', [])")).toBeFalse();
  expect(await names(page)).toEqual([]);
});

test("too many and too large files are told apart from the rest before anything of them is sent", async () => {
  const page = await visit("Many");
  await page.read("choose(new File([new Uint8Array(8000001)], 'film.mov'), new File(['a'], 'small.txt'))");
  const error = "document.querySelector('#composer-error').textContent";
  await page.until(`${error} === "“film.mov” is too large. Files here can have up to 8\u00a0MB."`);
  await ready(page, 1);
  await page.read("choose(...Array.from({ length: 11 }, (_, index) => new File([String(index)], index + '.txt')))");
  await page.until(`${error} === "A message can have up to 10 files. Send the others with another one."`);
  await ready(page, 10);
});

test("a file is removed, here and on the server, and the focus goes to its neighbour", async () => {
  const page = await visit("Remover");
  await page.read("choose(new File(['a'], 'a.txt'), new File(['b'], 'b.txt'), new File(['c'], 'c.txt'))");
  await ready(page, 3);
  const remove = (name: string) => page.read(`document.querySelector('[aria-label="Remove ${name}"]').click()`);
  const focused = () => page.read("document.activeElement.getAttribute('aria-label')");
  await remove("b.txt");
  expect(await focused()).toBe("Remove c.txt");
  await remove("c.txt");
  expect(await focused()).toBe("Remove a.txt");
  await remove("a.txt");
  expect(await focused()).toBe("Message");
  await keeps(page, 0, 0);
  await page.until(
    `fetch("/healthz").then(() => document.querySelector("#composer .sr-only[role=status]").textContent === "a.txt removed")`,
  );
  const left = () =>
    query(server.folder, "SELECT 1 FROM files JOIN users ON users.id = user_id WHERE username = ?", "Remover");
  const deadline = performance.now() + 10_000;
  while (left().length > 0 && performance.now() < deadline) await Bun.sleep(20);
  expect(left()).toEqual([]);
});

test("on a phone no keyboard comes up when the last file is removed", async () => {
  const page = await visit("Thumbs", { width: 390, height: 844, touch: true });
  await page.read("choose(new File(['a'], 'a.txt'))");
  await ready(page, 1);
  await page.click(".file-card .remove");
  await page.until(`${CARDS}.length === 0`);
  expect(await page.read("document.activeElement.matches('#attach input')")).toBe(true);
});

test("a description saves by itself, also when it is sent right away", async () => {
  const page = await visit("Describer");
  await page.read("picture(40, 30, 'heron.png').then((file) => choose(file))");
  await ready(page, 1);
  await page.fill(".file-card .description", "A heron at the pond");
  await page.press("Enter");
  await page.until("document.activeElement.id === 'field'", "the focus in the text");
  await page.read("choose(new File(['x'], 'quick.txt'))");
  await ready(page, 2);
  await page.fill(".file-card:last-child .description", "typed a moment ago");
  await send(page);
  await sent(page);
  expect(messagesOf("Describer").flatMap(({ files }) => files.map(({ description }) => description))).toEqual([
    "A heron at the pond",
    "typed a moment ago",
  ]);
});

test("a large picture keeps its size when its sender wants that", async () => {
  const page = await visit("Large");
  await page.read("picture(2700, 40, 'wide.png').then((file) => choose(file))");
  await ready(page, 1);
  await page.until("!document.querySelector('.original').hidden", "the choice");
  await page.read("document.querySelector('.original input').click()");
  await ready(page, 1);
  await page.until(`!document.querySelector(".file-card progress").hidden || ${READY}`);
  await send(page);
  await sent(page);
  const width =
    "SELECT width FROM files JOIN users ON users.id = user_id WHERE username = ? AND message_id IS NOT NULL";
  expect(query<{ width: number }>(server.folder, width, "Large")).toEqual([{ width: 2_700 }]);
});

test("after a reload a file goes on where it stopped, and arrives byte for byte", async () => {
  const page = await visit("Reloader");
  await slow(page, 100_000);
  await page.read("choose(new File([noise(2000000, 7)], 'long.bin'))");
  await page.fill("#field", "goes on");
  await underWay(page);
  await keeps(page, 1, 1);
  await page.open("/rooms/lobby");
  await slow(page, 0);
  await ready(page, 1);
  expect(await names(page)).toEqual(["long.bin"]);
  expect(await page.read("document.querySelector('#field').value")).toBe("goes on");
  await send(page);
  await sent(page);
  expect(contentsOf("Reloader")).toEqual({ "long.bin": hash(noise(2_000_000, 7)) });
  const begun = "SELECT 1 FROM files JOIN users ON users.id = user_id WHERE username = ?";
  expect(query(server.folder, begun, "Reloader")).toHaveLength(1); // it was not begun anew
  await keeps(page, 0, 0);
});

test("a cut line only holds a file up: it goes on by itself where it stopped", async () => {
  const page = await visit("Cut");
  page.expectOutage(true);
  await slow(page, 100_000);
  await page.read("choose(new File([noise(1500000, 3)], 'cut.bin'), new File(['after'], 'after.txt'))");
  await underWay(page);
  proxy.turn("cut");
  await page.until("document.querySelector('.file-card small').textContent.startsWith('Waiting for connection')");
  proxy.turn("fine");
  await slow(page, 0);
  await ready(page, 2);
  await page.say("there");
  await sent(page);
  expect(contentsOf("Cut")).toEqual({ "cut.bin": hash(noise(1_500_000, 3)), "after.txt": hash(Buffer.from("after")) });
  const path = "SELECT 1 FROM files JOIN users ON users.id = user_id WHERE username = ?";
  expect(query(server.folder, path, "Cut")).toHaveLength(2); // none was begun anew
});

test("a server that ends and comes back has what it had, and the rest of the file follows", async () => {
  const page = await visit("Restart");
  page.expectOutage(true);
  await slow(page, 100_000);
  await page.read("choose(new File([noise(1200000, 5)], 'restart.bin'))");
  await underWay(page);
  await server.stop("SIGKILL");
  await page.until("document.querySelector('.file-card small').textContent.startsWith('Waiting for connection')");
  await page.say("after the restart"); // and shows its file meanwhile, though no part of the script can be loaded now
  await page.until("document.querySelector('#pending .pending-files .file-name')?.textContent === 'restart.bin'");
  await server.restart();
  await slow(page, 0);
  await sent(page);
  expect(contentsOf("Restart")).toEqual({ "restart.bin": hash(noise(1_200_000, 5)) });
});

test("what is sent while files still come waits for them, shows them, and keeps its place in the room", async () => {
  const page = await visit("Sender");
  await slow(page, 60_000);
  await page.read("picture(60, 40, 'seen.png').then((file) => choose(file, new File([noise(500000, 9)], 'big.bin')))");
  await page.until(`${CARDS}.length === 2`);
  await page.say("with two files");
  await page.say("and a word after it");
  expect(await page.pending()).toEqual(["with two files", "and a word after it"]);
  await page.until("document.querySelector('#pending .shown img')?.src.startsWith('blob:')", "the picture");
  await page.until("document.querySelector('#pending progress:not([hidden])')?.value > 0", "progress");
  await page.open("/rooms/lobby"); // also across a reload
  expect(await page.pending()).toEqual(["with two files", "and a word after it"]);
  await slow(page, 0);
  await sent(page);
  expect(messagesOf("Sender").map(({ body, files }) => [body, ...files.map(({ name }) => name)])).toEqual([
    ["with two files", "seen.png", "big.bin"],
    ["and a word after it"],
  ]);
  await keeps(page, 0, 0);
});

test("a file that is refused is said so, and neither the text nor the other files are lost", async () => {
  const page = await visit("Refused");
  for (let count = 0; count < 4; count++) {
    await page.read(`choose(new File([new Uint8Array(7000000)], '${count}.bin'))`);
    await ready(page, 1);
    await page.read("document.querySelector('.file-card .remove').click()");
  }
  await page.read("choose(new File(['fits'], 'fits.txt'), new File([new Uint8Array(7000000)], 'last.bin'))");
  await page.until("document.querySelector('.file-card.failed .problem')?.textContent.includes('of files today')");
  await page.say("today's last");
  await page.until("document.querySelector('#pending menu:not([hidden])') !== null", "refused");
  const refusal = await page.read<string>("document.querySelector('#pending .state').textContent");
  expect(refusal).toMatch(/^Not sent\. “last\.bin”: .* of files today/); // which of them it is
  await page.until("document.querySelector('#pending .failed .file-name')?.textContent === 'last.bin'");
  await page.read("document.querySelector('#pending [data-act=edit]').click()");
  await page.until(`${CARDS}.length === 2`, "the files in the composer again");
  expect(await page.read("document.querySelector('#field').value")).toBe("today's last");
  await page.until("document.querySelector('.file-card.failed') !== null");
  await page.read("document.querySelector('.file-card.failed .remove').click()");
  await ready(page, 1);
  await send(page);
  await sent(page);
  expect(messagesOf("Refused").map(({ body, files }) => [body, files.length])).toEqual([["today's last", 1]]);
});

test("a file that the server has lost meanwhile is sent again with a retry", async () => {
  const page = await visit("Lost");
  await page.read("choose(new File([noise(2000)], 'lost.bin'))");
  await ready(page, 1);
  await page.read(
    `Promise.all(Object.keys(localStorage).filter((name) => name.includes("upload/"))
      .map((name) => fetch(JSON.parse(localStorage[name]).path, { method: "DELETE" }))).then(() => 1)`,
  );
  await page.say("with a lost one");
  await page.until("document.querySelector('#pending menu:not([hidden])') !== null", "refused");
  await page.read("document.querySelector('#pending [data-act=retry]').click()");
  await sent(page);
  expect(messagesOf("Lost").map(({ body, files }) => [body, files.length])).toEqual([["with a lost one", 1]]);
});

test("files go with the log-out, and another person in the same browser sees none of them", async () => {
  const page = await visit("Leaver");
  await slow(page, 50_000);
  await page.read("choose(new File([noise(400000)], 'secret.bin'))");
  await page.until("document.querySelector('.file-card') !== null");
  await keeps(page, 1, 1);
  await page.read("document.querySelector('#log-out button').click()");
  await page.until("location.pathname === '/'");
  await slow(page, 0);
  await keeps(page, 0, 0);
  await page.register("Next");
  expect(await names(page)).toEqual([]);
});

test("a file that was looked at is asked for again after the log-out, and by the next person in the same browser", async () => {
  const page = await visit("Looker");
  await page.read("choose(new File(['mine alone'], 'alone.txt'))");
  await ready(page, 1);
  const [{ id = "" } = {}] = query<{ id: string }>(server.folder, "SELECT id FROM files WHERE name = 'alone.txt'");
  const look = () =>
    page.read<[number, boolean]>(
      `fetch("/files/${id}/alone.txt").then(async (file) => [file.status, (await file.text()) === "mine alone"])`,
    );
  expect(await look()).toEqual([200, true]);
  await page.read("document.querySelector('#log-out button').click()");
  await page.until("location.pathname === '/'");
  expect((await look())[1]).toBe(false);
  await page.register("Nextlooker");
  expect(await look()).toEqual([404, false]);
});

test("without a database in the browser files are sent all the same", async () => {
  const page = await visit("Plain");
  await page.cdp("Page.addScriptToEvaluateOnNewDocument", {
    source: "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } })",
  });
  await page.open("/rooms/lobby");
  await page.read("choose(new File([noise(1000)], 'kept nowhere.bin'))");
  await ready(page, 1);
  await page.say("sent");
  await sent(page);
  expect(contentsOf("Plain")).toEqual({ "kept nowhere.bin": hash(noise(1_000)) });
  expect(page.complaints).toEqual([]);
});

test("without any storage in the browser a file leaves the composer with its message", async () => {
  const page = await visit("Unstored");
  await page.cdp("Page.addScriptToEvaluateOnNewDocument", {
    source: `for (const name of ["localStorage", "sessionStorage", "indexedDB"]) {
      Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
    }`,
  });
  await page.open("/rooms/lobby");
  await slow(page, 50_000);
  await page.read("choose(new File([noise(400_000)], 'once.bin'))");
  await underWay(page);
  await send(page);
  const isOnItsWay = "document.querySelectorAll('#pending .file-name').length === 1";
  await page.until(`${isOnItsWay} && ${CARDS}.length === 0`, "the file with its message alone");
  await slow(page, 0);
  await sent(page);
  expect(contentsOf("Unstored")).toEqual({ "once.bin": hash(noise(400_000)) });
  expect(page.complaints).toEqual([]);
});

test("a draft's files belong to their room, and come into a new tab when theirs is closed", async () => {
  const page = await visit("Tabs");
  await page.read("choose(new File(['x'], 'draft.txt'))");
  await ready(page, 1);
  const second = await openPage(proxy.url, "Tabs");
  pages.push(second);
  await second.open("/rooms/lobby");
  await second.until("document.querySelector('#sent-files') !== null");
  expect(await names(second)).toEqual([]); // the first tab has it
  page.close();
  pages = [second];
  await second.open("/rooms/lobby");
  await ready(second, 1);
  expect(await names(second)).toEqual(["draft.txt"]);
});

test("a voice is recorded, listened to, and sent with what it looks like", async () => {
  const page = await visit("Voice");
  await page.cdp("Browser.grantPermissions", { permissions: ["audioCapture"] });
  await page.click("#voice-button");
  await page.until("document.querySelector('.recorder time')?.textContent.startsWith('0:02')", "two seconds");
  await page.click(".recorder .stop");
  await page.until("document.activeElement.matches('.recorder .add')", "recorded");
  await page.click(".recorder .play");
  await page.until("document.querySelector('.recorder .play').getAttribute('aria-label') === 'Stop playing'");
  await page.until(
    "document.querySelector('.recorder .play').getAttribute('aria-label') === 'Listen'",
    "heard to its end",
  );
  await page.click(".recorder .add");
  await ready(page, 1);
  expect(await names(page)).toEqual(["Voice message.webm"]);
  await send(page);
  await sent(page);
  const [file] = query<{ type: string; waveform: string }>(
    server.folder,
    "SELECT type, waveform FROM files JOIN users ON users.id = user_id WHERE username = ?",
    "Voice",
  );
  expect(file?.type).toBe("audio/webm");
  expect(file?.waveform).toMatch(/^(?=.*9)\d{60}$/);
  expect(page.complaints).toEqual([]);
});

test("a recording is discarded, and a microphone that may not be used is said so", async () => {
  const page = await visit("Silent");
  await page.cdp("Browser.grantPermissions", { permissions: ["audioCapture"] });
  await page.fill("#field", "half a thought");
  await page.click("#voice-button");
  await page.until("document.querySelector('.recorder time')?.textContent.startsWith('0:00')");
  await page.click(".recorder .discard");
  await page.until("document.querySelector('.recorder') === null && document.activeElement.id === 'field'");
  await page.click("#voice-button");
  await page.until("document.querySelector('.recorder time')?.textContent.startsWith('0:00')");
  await page.click(".recorder .stop");
  await page.until("document.querySelector('.recorder .add:not([hidden])') !== null", "to be listened to");
  await page.click(".recorder .discard");
  await page.until("document.querySelector('.recorder') === null && document.activeElement.id === 'field'");
  expect(await page.read("document.querySelector('#field').value")).toBe("half a thought");
  await page.cdp("Browser.grantPermissions", { permissions: [] }); // all others are denied
  await page.click("#voice-button");
  await page.until("document.querySelector('#composer-error').textContent.includes('may not use the microphone')");
  expect(await names(page)).toEqual([]);
});

test("what is shared with the installed app goes into the room that one chooses, and is gone from the browser then", async () => {
  const page = await visit("Sharer");
  await page.until("navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated')");
  await page.open("/rooms/lobby");
  await page.until("navigator.serviceWorker.controller !== null");
  await page.read(`(() => {
    const form = Object.assign(document.createElement("form"), { method: "post", action: "/share", enctype: "multipart/form-data" });
    for (const [name, value] of [["title", "The garden"], ["text", "https://garden.example/"], ["url", "https://garden.example/"]]) {
      form.append(Object.assign(document.createElement("input"), { name, value }));
    }
    const input = Object.assign(document.createElement("input"), { type: "file", name: "files", multiple: true });
    const transfer = new DataTransfer();
    transfer.items.add(new File(["shared"], "שיתוף.txt", { type: "text/plain" }));
    transfer.items.add(new File(["too"], "two.txt", { type: "text/plain" }));
    input.files = transfer.files;
    form.append(input);
    document.body.append(form);
    form.submit();
  })()`);
  await page.until("location.pathname === '/share' && document.readyState === 'complete'");
  expect(await page.read("document.querySelector('h2').textContent")).toBe("Where should it go?");
  await page.open("/rooms/lobby?shared"); // as a link elsewhere has it
  await page.until("location.search === ''");
  expect(await page.read("caches.has('shared')")).toBe(true);
  expect([await names(page), await page.read("document.querySelector('#field').value")]).toEqual([[], ""]);
  await page.open("/share");
  await page.click(".room-list a[href*='lobby']");
  await page.until("location.pathname === '/rooms/lobby' && document.querySelector('#field')?.value !== ''");
  await ready(page, 2);
  expect(await names(page)).toEqual(["שיתוף.txt", "two.txt"]);
  expect(await page.read("document.querySelector('#field').value")).toBe("The garden\nhttps://garden.example/");
  expect(await page.read("location.search")).toBe("");
  await page.until("caches.has('shared').then((has) => !has)");
  await send(page);
  await sent(page);
  expect(messagesOf("Sharer").map(({ files }) => files.length)).toEqual([2]);
});

test("files of a form that was sent before the script ran, and refused, are in the composer again", async () => {
  const page = await visit("Early");
  await page.read(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["kept"], "kept.txt"));
    document.querySelector("#attach input").files = transfer.files;
    document.querySelector("#field").value = "x".repeat(5000);
    window.isLeft = true;
    HTMLFormElement.prototype.submit.call(document.querySelector("#composer"));
  })()`);
  await page.until("!window.isLeft && document.querySelector('#composer-error')?.hidden === false");
  await ready(page, 1);
  expect(await names(page)).toEqual(["kept.txt"]);
  await page.fill("#field", "shorter");
  await send(page);
  await sent(page);
  expect(messagesOf("Early").map(({ body, files }) => [body, files.length])).toEqual([["shorter", 1]]);
});

test("a slow phone gets a file through in small parts, and a picture of the page is not taken for a file", async () => {
  const page = await visit("Slow", { width: 390, height: 844, touch: true });
  await slow(page, 20_000);
  await page.read("choose(new File([noise(150000)], 'slow.bin'))");
  await page.until(
    "document.querySelector('.file-card small')?.textContent.includes(' of 150\u00a0KB')",
    "progress in bytes",
  );
  await ready(page, 1);
  await page.read("document.querySelector('#messages').dispatchEvent(new DragEvent('dragstart', { bubbles: true }))");
  expect(await page.read("drag('dragover', [new File(['x'], 'x.png')])")).toBeFalse();
  await send(page);
  await sent(page);
  expect(contentsOf("Slow")).toEqual({ "slow.bin": hash(noise(150_000)) });
});

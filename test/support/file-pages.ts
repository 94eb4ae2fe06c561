/** Pages that bring files into the composer, and what the server has of these; for the tests of that in a browser. */
import { afterAll, afterEach, beforeAll } from "bun:test";
import { createHash } from "node:crypto";

import { closeBrowser, openPage, type Page, type PageOptions } from "./browser.ts";
import { query } from "./database.ts";
import { type Proxy, startProxy } from "./proxy.ts";
import { startServer, type TestServer } from "./server.ts";

export let server: TestServer;
/** The way from the pages to the server. */
export let proxy: Proxy;
/** What is open, until the end of a test. */
export const pages: Page[] = [];

/** Has a server for the tests of a file, and a browser until their end. */
export function serveFiles(): void {
  beforeAll(async () => {
    server = await startServer({ POSTS_PER_10S: "1000", FILE_BYTES: "8000000", FILES_PER_PERSON_DAY: "30000000" });
    proxy = startProxy(server.port);
  });

  afterEach(() => {
    proxy.turn("fine");
    for (const page of pages.splice(0)) page.close();
  });

  afterAll(async () => {
    closeBrowser();
    proxy[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
  });
}

/** Bytes that are the same here and in the page. */
export function noise(size: number, seed = 1): Uint8Array {
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

export async function visit(person: string, options?: PageOptions): Promise<Page> {
  const page = await openPage(proxy.url, person, options);
  pages.push(page);
  await page.cdp("Page.addScriptToEvaluateOnNewDocument", { source: `addEventListener("load", () => ${HANDS})` });
  await page.register(person);
  await page.read(HANDS);
  return page;
}

export const names = (page: Page) =>
  page.read<string[]>("[...document.querySelectorAll('.file-card .file-name')].map((name) => name.textContent)");
export const CARDS = "[...document.querySelectorAll('.file-card')]";
export const READY = `${CARDS}.every((card) => card.querySelector("progress").hidden)`;
export const ready = (page: Page, count: number) =>
  page.until(`${CARDS}.length === ${count} && ${READY}`, `${count} files`);
export const sent = (page: Page) =>
  page.until("document.querySelectorAll('#pending > *').length === 0", "everything sent");
export const send = (page: Page) => page.click("#composer .send");

type Row = { body: string; files: { id: string; name: string; description: string }[] };

/** The messages of a person as they are stored. */
export const messagesOf = (person: string): Row[] =>
  query<{ body: string; files: string | null }>(
    server.folder,
    "SELECT body, files FROM messages JOIN users ON users.id = author_id WHERE username = ? ORDER BY messages.id",
    person,
  ).map(({ body, files }) => ({ body, files: JSON.parse(files ?? "[]") }));

/** The hash of each stored file of a person, by its name. */
export const contentsOf = (person: string) =>
  Object.fromEntries(
    query<{ name: string; content: string }>(
      server.folder,
      "SELECT files.name, content FROM files JOIN users ON users.id = user_id WHERE username = ?",
      person,
    ).map(({ name, content }) => [name, content]),
  );

export const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

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
export const keeps = (page: Page, names: number, bytes: number) =>
  page.until(
    `(${kept.toString().match(/`([^]*)`/)?.[1]}).then((kept) => kept.join() === "${names},${bytes}" || kept.join())`,
    `${names} files and the bytes of ${bytes} kept`,
  );

/** A slow connection upwards, in bytes a second, as the browser makes it; 0: as it is. */
export async function slow(page: Page, uploadThroughput: number): Promise<void> {
  await page.cdp("Network.enable"); // without it nothing is slow
  await page.cdp("Network.emulateNetworkConditions", {
    offline: false,
    latency: uploadThroughput ? 100 : 0,
    downloadThroughput: -1,
    uploadThroughput: uploadThroughput || -1,
  });
}

/** Waits until a part of the first file has come, and not all of it. */
export const underWay = (page: Page) =>
  page.until(
    "(({ hidden, value }) => !hidden && value > 0.1 && value < 0.9)(document.querySelector('.file-card progress'))",
    "a part of it",
  );

/** Files get to the server whole, once and in order, on any line, and nothing typed is lost. */
import { expect, setDefaultTimeout, test } from "bun:test";

import { openPage } from "../support/browser.ts";
import { query } from "../support/database.ts";
import {
  CARDS,
  contentsOf,
  hash,
  keeps,
  messagesOf,
  names,
  noise,
  pages,
  proxy,
  ready,
  send,
  sent,
  serveFiles,
  server,
  slow,
  underWay,
  visit,
} from "../support/file-pages.ts";

setDefaultTimeout(90_000);
serveFiles();

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
  const state = await page.read<string>("document.querySelector('#pending .state').textContent");
  expect(state).toMatch(/^Not sent\. “last\.bin”: .* of files today/); // which of them it is
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
  pages.splice(0, pages.length, second);
  await second.open("/rooms/lobby");
  await ready(second, 1);
  expect(await names(second)).toEqual(["draft.txt"]);
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

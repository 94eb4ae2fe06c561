/** Files come into the composer however people bring them, stay in their order, and go with the message. */
import { expect, setDefaultTimeout, test } from "bun:test";

import { query } from "../support/database.ts";
import {
  CARDS,
  contentsOf,
  hash,
  keeps,
  messagesOf,
  names,
  noise,
  READY,
  ready,
  send,
  sent,
  serveFiles,
  server,
  visit,
} from "../support/file-pages.ts";

setDefaultTimeout(90_000);
serveFiles();

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

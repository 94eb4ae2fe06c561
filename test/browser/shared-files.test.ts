/** What is shared with the installed app goes into a room. */
import { expect, setDefaultTimeout, test } from "bun:test";

import { messagesOf, names, ready, send, sent, serveFiles, visit } from "../support/file-pages.ts";

setDefaultTimeout(90_000);
serveFiles();

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

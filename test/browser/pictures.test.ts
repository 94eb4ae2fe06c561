/** Pictures of people are chosen on any browser, and seen on open pages at once. */
import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { violations } from "../support/axe.ts";
import { closeBrowser, openPage, type Page, type PageOptions } from "../support/browser.ts";
import { register } from "../support/person.ts";
import { makePng } from "../support/pictures.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;
const pages: Page[] = [];

async function open(name: string, options?: PageOptions): Promise<Page> {
  const page = await openPage(server.url, name, options);
  pages.push(page);
  return page;
}

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
});

afterEach(() => {
  expect(pages.flatMap(({ complaints }) => complaints)).toEqual([]);
  for (const page of pages.splice(0)) page.close();
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

/** Puts a drawn picture into a field for files, as choosing it does. */
const choose = (page: Page, selector: string, colour: string) =>
  page.read(`new Promise((done) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 300, height: 200 });
    const context = canvas.getContext("2d");
    context.fillStyle = ${JSON.stringify(colour)};
    context.fillRect(0, 0, 300, 200);
    canvas.toBlob((blob) => {
      const files = new DataTransfer();
      files.items.add(new File([blob], "drawn.png", { type: "image/png" }));
      const input = document.querySelector(${JSON.stringify(selector)});
      input.files = files.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      done(true);
    });
  })`);

const isShown = (selector: string) =>
  `(() => { const image = document.querySelector(${JSON.stringify(selector)}); return image !== null && image.complete && image.naturalWidth === 96; })()`;

test("a picture that somebody chooses is in their rows on others' pages at once, and the letter again when they remove it", async () => {
  const ada = await open("Ada");
  const grace = await open("Grace", { width: 390, height: 844, touch: true });
  await ada.register("Ada");
  await ada.say("Good evening");
  await grace.register("Grace");
  const avatar = "#log > .message .avatar";
  await grace.until(`document.querySelector("${avatar}").textContent === "A"`);
  const before = await grace.read<number>("document.querySelector('#log > .message').offsetHeight");

  await ada.open("/profile");
  await choose(ada, "#picture", "rgb(200, 30, 60)");
  await ada.until(
    "document.querySelector('.own-picture > .avatar > img')?.src.startsWith('blob:') === true",
    "a preview",
  );
  expect(await violations(ada)).toEqual([]);
  await ada.click(".own-picture .button");
  await ada.until("document.querySelector('.done')?.textContent === 'Your picture is saved.'");

  await grace.until(isShown(`${avatar} > img`), "the picture in a row");
  expect(await grace.read<number>("document.querySelector('#log > .message').offsetHeight")).toBe(before);
  expect(await violations(grace)).toEqual([]);
  await ada.open("/rooms/lobby");
  await ada.until(isShown(".me .avatar > img"), "the picture in the menu");

  await ada.open("/profile");
  await ada.click(".own-picture .danger");
  await ada.until("document.querySelector('.done')?.textContent === 'Your picture is removed.'");
  await grace.until(`document.querySelector("${avatar} > img") === null`, "the letter");
  expect(await grace.read<string>(`document.querySelector("${avatar}").textContent`)).toBe("A");
});

test("a chosen picture and what was typed beside it are both saved, whichever button is pressed", async () => {
  const page = await open("Both");
  await page.register("Both");
  const saved = "document.querySelector('.done')?.textContent === 'Your picture is saved.'";
  for (const [form, about] of [
    ["/profile", "With a picture"],
    ["/profile/picture", "And with another"],
  ]) {
    await page.open("/profile");
    await choose(page, "#picture", "rgb(200, 30, 60)");
    await page.until("document.querySelector('.own-picture > .avatar > img')?.src.startsWith('blob:') === true");
    await page.fill("#about", about ?? "");
    await page.click(`form[action='${form}'] .button`);
    await page.until(saved);
    expect(await page.read<string>("document.querySelector('#about').value")).toBe(about ?? "");
    await page.click(".own-picture .danger");
    await page.until("document.querySelector('.done')?.textContent === 'Your picture is removed.'");
  }
});

test("a picture is chosen and removed without a script", async () => {
  const page = await open("Plain", { script: false });
  const plain = await register(server.url, "Plain");
  const [name = "", value = ""] = plain.cookie.split("=");
  await page.cdp("Network.setCookie", { name, value, url: server.url.replace("localhost", "plain.localhost") });
  await page.open("/profile");
  const document = (await page.cdp("DOM.getDocument")) as { root: { nodeId: number } };
  const found = (await page.cdp("DOM.querySelector", { nodeId: document.root.nodeId, selector: "#picture" })) as {
    nodeId: number;
  };
  const path = `${server.folder}/drawn.png`;
  await Bun.write(path, makePng({ width: 120, height: 80 }));
  await page.cdp("DOM.setFileInputFiles", { files: [path], nodeId: found.nodeId });
  await page.press("Tab"); // into the page
  const submit = async (selector: string) => {
    const [x = 0, y = 0] = await page.read<number[]>(
      `(() => { const { x, y, width, height } = document.querySelector("${selector}").getBoundingClientRect(); return [x + width / 2, y + height / 2]; })()`,
    );
    for (const type of ["mousePressed", "mouseReleased"])
      await page.cdp("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
  };
  await submit(".own-picture .button");
  await page.until("document.querySelector('.done')?.textContent === 'Your picture is saved.'");
  await page.until(`document.querySelector(".own-picture > .avatar > img")?.naturalWidth === 384`);
  await submit(".own-picture .danger");
  await page.until("document.querySelector('.done')?.textContent === 'Your picture is removed.'");
});

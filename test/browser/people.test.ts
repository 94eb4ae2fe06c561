/** The others: that they are here, away, or writing; and who they are. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page, type PageOptions } from "../support/browser.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let ada: Page;
let grace: Page;

const visit = async (name: string, options?: PageOptions) => {
  const page = await openPage(server.url, name, options);
  await page.register(name);
  return page;
};
const hide = (page: Page, hidden: boolean) =>
  page.read(
    `(() => { Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} }); document.dispatchEvent(new Event('visibilitychange')); })()`,
  );
const typing = (page: Page) => page.read<string>("document.querySelector('#typing').textContent");
const says = (text: string) => `document.querySelector('#typing').textContent === ${JSON.stringify(text)}`;
const isolated = (name: string) => `\u2068${name}\u2069`;

beforeAll(async () => {
  server = await startServer({ AWAY_AFTER_S: "1" });
  [ada, grace] = [await visit("Ada"), await visit("Grace", { width: 390, height: 844, touch: true })];
});

afterEach(() => {
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("who writes is shown to others, not to themselves, until it is said", async () => {
  const place = "document.querySelector('#composer').getBoundingClientRect().top";
  const before = await grace.read<number>(place);
  await ada.fill("#composer textarea", "Is anybody");
  await grace.until(says(`${isolated("Ada")} is typing…`));
  expect([await typing(ada), await grace.read<number>(place)]).toEqual(["", before]);
  await ada.say("Is anybody there?");
  await grace.until("document.querySelector('#log > .message:last-child > div').textContent === 'Is anybody there?'");
  await grace.until(says(""));
});

test("what is taken back is not being written any more", async () => {
  await grace.fill("#composer textarea", "x");
  await ada.until(says(`${isolated("Grace")} is typing…`));
  await grace.press("Backspace");
  await ada.until(says(""));
});

test("two who write are named, more are several people", async () => {
  const [linus, miriam] = [await visit("Linus"), await visit("Miriam")];
  await ada.fill("#composer textarea", "I think");
  await grace.fill("#composer textarea", "And I");
  await linus.until(says(`${isolated("Ada")} and ${isolated("Grace")} are typing…`));
  await miriam.fill("#composer textarea", "Me too");
  await linus.until(says("Several people are typing…"));
  await ada.until(says(`${isolated("Grace")} and ${isolated("Miriam")} are typing…`));
  for (const page of [linus, miriam]) page.close();
});

test("who leaves the page out of sight is away, and back when they look", async () => {
  await hide(grace, true);
  await ada.until("document.querySelector('#here li:has(i) bdi')?.textContent === 'Grace'");
  await hide(grace, false);
  await ada.until("document.querySelector('#here i') === null");
});

test("a click on a name or an avatar shows the card, Escape puts it away, and the keyboard reaches it", async () => {
  await grace.read("document.activeElement.blur()");
  const isOpen = "document.querySelector('#card').matches(':popover-open')";
  for (const name of ["p > bdi", ".avatar"]) {
    await grace.click(`#log > .message ${name}`);
    await grace.until(`${isOpen} && document.querySelector('#card h2').textContent === 'Ada'`);
    await grace.press("Escape");
    await grace.until(`!${isOpen}`);
  }
  await ada.read("[...document.querySelectorAll('#here a')].at(-1).focus()");
  await ada.press("Enter");
  await ada.until(`${isOpen} && document.querySelector('#card h2').textContent === 'Grace'`);
  await ada.press("Escape");
  expect(await ada.read<string>("document.activeElement.textContent")).toBe("Grace");
  expect(await ada.read<string>("location.pathname")).toBe("/rooms/lobby");
});

test("from the card one goes on to write to them, after what was written already", async () => {
  await ada.fill("#field", "Have you seen");
  await ada.read("[...document.querySelectorAll('#here a')].at(-1).click()");
  await ada.until("document.querySelector('#card:popover-open [data-mention]') !== null");
  await ada.click("#card [data-mention]");
  await ada.until("document.activeElement.id === 'field'");
  expect(await ada.read<string>("document.querySelector('#field').value")).toBe("Have you seen @Grace ");
  expect(await ada.read<boolean>("document.querySelector('#card').matches(':popover-open')")).toBeFalse();
});

test("who takes another colour has it in every open page, without a reload", async () => {
  const second = await openPage(server.url, "Ada");
  await second.open("/profile");
  await second.click("[title=Lagoon]");
  await second.fill("#about", "Reads by lamplight");
  await second.press("Tab");
  await second.press("Enter");
  await second.until("document.querySelector('.person p')?.textContent === 'Reads by lamplight'");
  const avatar = "document.querySelector('#log > .message .avatar').className";
  for (const page of [ada, grace]) await page.until(`${avatar} === 'avatar hue-6'`);
  expect(await ada.read<string>("document.querySelector('.me .avatar').className")).toBe("avatar hue-6");
  second.close();
});

test("a long name ends in an ellipsis where it has no space, and is whole in the title", async () => {
  const name = `${"W".repeat(12)} ${"M".repeat(11)}`;
  const page = await openPage(server.url, "long");
  await page.register(name);
  await page.say("Hello");
  await page.until(`document.querySelector('#log > .message:last-of-type p > bdi')?.textContent === '${name}'`);
  const me = await page.read<string>("document.querySelector('main').dataset.me");
  for (const selector of [".me", `#here [href="/people/${me}"]`]) {
    const found = `document.querySelector(${JSON.stringify(selector)})`;
    expect(await page.read<string>(`${found}.title`)).toBe(name);
    const bdi = `${found}.querySelector("bdi")`;
    expect(await page.read<boolean>(`${bdi}.scrollWidth > ${bdi}.clientWidth`)).toBe(true);
  }
  const sidebar = "document.querySelector('#sidebar')";
  expect(await page.read<boolean>(`${sidebar}.scrollWidth <= ${sidebar}.clientWidth`)).toBe(true);
  const [x, y] = await page.read<[number, number]>(
    "(() => { const { x, y } = document.querySelector('#log > .message:last-of-type p > bdi').getBoundingClientRect(); return [x + 5, y + 5]; })()",
  );
  await page.cdp("Input.dispatchMouseEvent", { type: "mouseMoved", x, y });
  await page.until(`document.querySelector('#log > .message:last-of-type p > bdi').title === '${name}'`);
  page.close();
});

for (const dark of [false, true]) {
  test(`the letter in every colour can be read (${dark ? "dark" : "light"})`, async () => {
    const page = await openPage(server.url, "Ada", { dark });
    await page.open("/profile");
    const contrasts = await page.read<number[]>(`(() => {
      const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
      const luminance = (colour) => {
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 1, 1);
        const linear = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map((byte) => {
          const share = byte / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
      };
      return [...document.querySelectorAll(".hues .avatar")].map((avatar) => {
        const { color, backgroundColor } = getComputedStyle(avatar);
        const [darker, lighter] = [luminance(color), luminance(backgroundColor)].sort((a, b) => a - b);
        return (lighter + 0.05) / (darker + 0.05);
      });
    })()`);
    expect(contrasts).toHaveLength(12);
    expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(4.5);
    page.close();
  });
}

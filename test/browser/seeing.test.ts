/** Pictures and files in the log: in boxes that are there before them, looked at closer in place, and played. */
import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { violations } from "../support/axe.ts";
import { closeBrowser, openPage, type Page, type PageOptions } from "../support/browser.ts";
import { addMessages } from "../support/database.ts";
import { type Person, register } from "../support/person.ts";
import { makePicture, makeSound, postFiles, sendFile } from "../support/sent-files.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let ada: Person;
const pages: Page[] = [];

const visit = async (name: string, options?: PageOptions) => {
  const page = await openPage(server.url, name, options);
  pages.push(page);
  await page.register(name);
  return page;
};

const send = async (count: number, [width, height] = [900, 600]) => {
  const files = [];
  for (let index = 0; index < count; index++) {
    const picture = await makePicture(width ?? 0, height ?? 0, index);
    files.push(await sendFile(ada, picture, { name: `view ${index + 1}.jpg`, description: `View no. ${index + 1}` }));
  }
  return files;
};

const pictures = "[...document.querySelectorAll('#log .pictures > a')]";
const whole = "[...document.querySelectorAll('#log .pictures img[loading]')]";
const isOpen = "document.querySelector('#viewer')?.open === true";
const shown = "document.querySelector('#viewer bdi').textContent";
const boxesOf = (id: number) =>
  `[...document.querySelectorAll('[data-id="${id}"] .pictures > a')].map((picture) => {
    const { x, y, width, height } = picture.getBoundingClientRect(); return [x, y, width, height].map(Math.round); })`;

/** Keeps pictures from coming until they are released, as over a bad line. */
async function holdPictures(page: Page) {
  const hold = () => page.cdp("Fetch.enable", { patterns: [{ urlPattern: "*/files/*" }] });
  await page.cdp("Network.enable");
  await page.cdp("Network.setCacheDisabled", { cacheDisabled: true });
  await hold();
  return { hold, release: () => page.cdp("Fetch.disable") };
}

/** The pictures that the reader sees. */
const inSight = `${whole}.filter((image) => { const { top, bottom } = image.getBoundingClientRect();
  return bottom > 0 && top < innerHeight; })`;
const haveNone = `${inSight}.length > 0 && ${inSight}.every(({ naturalWidth }) => naturalWidth === 0)`;
const haveCome = `${inSight}.length > 0 && ${inSight}.every(({ naturalWidth }) => naturalWidth > 0)`;

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000000", FILES_PER_PERSON_DAY: "900000000" });
  ada = await register(server.url, "Ada");
  const history = Array.from({ length: 300 }, (_, index) => ({ room: 1, body: `history ${index + 1}` }));
  await betweenRuns(server, (folder) => addMessages(folder, history));
});
afterEach(() => {
  for (const page of pages.splice(0)) {
    page.close();
    expect(page.complaints).toEqual([]);
  }
});
afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

type Place = { id: string; top: number; first: string };

/** A row in the upper part of the screen, and the first there is. */
const findPlace = (page: Page) =>
  page.read<Place>(`(() => {
    const rows = [...document.querySelectorAll("#log > .message")];
    const row = rows.find((row) => row.getBoundingClientRect().top > 100);
    return { id: row.id, top: row.getBoundingClientRect().top, first: rows[0].id }; })()`);

/** How far it has moved since. */
const movedBy = async (page: Page, { id, top }: Place) =>
  Math.abs((await page.read<number>(`document.getElementById("${id}").getBoundingClientRect().top`)) - top);

const scrollUp = (page: Page) =>
  page.read(`(() => { const list = document.querySelector("#messages");
    list.scrollTop = -list.scrollHeight + list.clientHeight + 300; })()`);

test("one picture is large, several are a grid, none larger than its place, on a phone as on a screen", async () => {
  const one = (await postFiles(ada, await send(1, [1_600, 1_000]))).id;
  const tall = (await postFiles(ada, await send(1, [200, 2_500]))).id;
  const wide = (await postFiles(ada, await send(1, [2_500, 100]))).id;
  const tiny = (await postFiles(ada, await send(1, [16, 16]))).id;
  const four = (await postFiles(ada, await send(4))).id;
  const page = await visit("Desk");
  const sizeOf = async (id: number) => (await page.read<number[][]>(boxesOf(id)))[0]?.slice(2);
  expect(await sizeOf(one)).toEqual([480, 300]);
  expect(await sizeOf(tall)).toEqual([176, 352]);
  expect(await sizeOf(wide)).toEqual([400, 100]);
  expect(await sizeOf(tiny)).toEqual([48, 48]);
  const [a, b, c, d] = (await page.read<number[][]>(boxesOf(four))) as [number[], number[], number[], number[]];
  expect([a[1], c[1], a[0], b[0]]).toEqual([b[1], d[1], c[0], d[0]]); // two rows, two columns
  expect((a[2] ?? 0) + (b[2] ?? 0)).toBeWithin(470, 481);

  const phone = await visit("Phone", { width: 390, height: 844, touch: true });
  const [box] = await phone.read<number[][]>(boxesOf(one));
  const column = await phone.read<number>(`document.querySelector('[data-id="${one}"] .files').clientWidth`);
  expect(box?.[2]).toBe(column);
  expect(await phone.read<boolean>("document.documentElement.scrollWidth <= innerWidth")).toBeTrue();
});

test("the log fetches thumbnails, not pictures, and those far away only when the reader comes near", async () => {
  for (let index = 0; index < 16; index++) await postFiles(ada, await send(1, [1_400, 1_200]));
  const page = await visit("Saver");
  const fetched = `performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.includes("/files/"))`;
  await page.until(`${whole}.at(-1).complete && ${whole}.at(-1).naturalWidth > 0`, "the last picture");
  const first = await page.read<string[]>(fetched);
  expect(first.filter((name) => !name.includes("/thumb-"))).toEqual([]);
  expect(first.filter((name) => name.includes("thumb-1200"))).toEqual([]); // at one pixel a pixel the small ones are enough
  const all = await page.read<number>(`${whole}.length`);
  expect(first.length).toBeLessThan(all);
  await page.read(`${whole}[0].scrollIntoView()`);
  await page.until(`${whole}[0].complete && ${whole}[0].naturalWidth > 0`, "the first picture");
});

test("at the end of the log nothing moves when pictures come late", async () => {
  await postFiles(ada, await send(1));
  const page = await visit("Late");
  const line = await holdPictures(page);
  await page.open("/rooms/lobby");
  const { id } = await postFiles(ada, await send(3), "three more");
  await page.until(`document.querySelector('[data-id="${id}"]') !== null`, "the row");
  const place = `[document.querySelector("#messages").scrollTop, ...[...document.querySelectorAll("#log > .message")].slice(-9)
    .flatMap((row) => [row.getBoundingClientRect().top, row.getBoundingClientRect().bottom])]`;
  const before = await page.read<number[]>(place);
  expect([before[0], await page.read<boolean>(haveNone)]).toEqual([0, true]);
  await line.release();
  await page.until(haveCome, "the pictures");
  expect(await page.read<number[]>(place)).toEqual(before);
});

test("further up nothing moves either: not for pictures that come late, nor for new ones, nor for earlier messages", async () => {
  for (let index = 0; index < 60; index++) {
    if (index % 3 === 0) await postFiles(ada, await send(1 + (index % 4), [700, 500]));
    else await ada.say(`between ${index}`);
  }
  const page = await visit("Further");
  const line = await holdPictures(page);
  await page.open("/rooms/lobby");
  await page.read("document.querySelector('#messages').scrollTop = -1500");
  await page.until(haveNone, "boxes without pictures");
  const held = await findPlace(page);
  const { id } = await postFiles(ada, await send(2));
  await page.until(`document.querySelector('[data-id="${id}"]') !== null`, "a new message");
  expect(await movedBy(page, held)).toBeLessThan(1);
  await line.release();
  await page.until(haveCome, "the pictures in sight");
  expect(await movedBy(page, held)).toBeLessThan(1);

  await line.hold();
  await scrollUp(page);
  const older = await findPlace(page);
  await page.until(`document.querySelector("#log > .message").id !== "${older.first}"`, "earlier messages");
  expect(await movedBy(page, older)).toBeLessThan(2);
  await line.release();
  await page.until(haveCome, "their pictures");
  expect(await movedBy(page, older)).toBeLessThan(2);
});

test("when earlier messages push the latest out of the page, pictures and all, nothing moves", async () => {
  const page = await visit("Trimmed");
  for (let step = 0; step < 12 && (await page.read<boolean>("document.querySelector('#newer') === null")); step++) {
    await scrollUp(page);
    const place = await findPlace(page);
    await page.until(`document.querySelector("#log > .message").id !== "${place.first}"`, "earlier messages");
    expect(await movedBy(page, place)).toBeLessThan(2);
  }
  expect(await page.read<boolean>("document.querySelector('#newer') !== null")).toBeTrue();
});

test("a picture opens in place: keys lead through all of them, Escape and Back close it, and the focus returns", async () => {
  const { id } = await postFiles(ada, await send(3));
  const page = await visit("Viewer");
  await page.until(`document.querySelector('[data-id="${id}"]') !== null`);
  const [first] = await page.read<number[][]>(boxesOf(id));
  await page.cdp("Input.dispatchMouseEvent", {
    type: "mouseMoved",
    x: (first?.[0] ?? 0) + 20,
    y: (first?.[1] ?? 0) + 20,
  });
  await page.click(`[data-id="${id}"] .pictures > a`);
  await page.until(isOpen, "the viewer");
  expect(await page.read<string>(shown)).toBe("view 1.jpg");
  const path = await page.read<string>(
    `document.querySelector('[data-id="${id}"] .pictures > a').getAttribute("href")`,
  );
  await page.until(`document.querySelector("#viewer img").src.endsWith(${JSON.stringify(path)})`, "the picture itself");
  expect(await page.read<string>("document.querySelector('#viewer .caption').textContent")).toStartWith(
    "View no. 1 · Ada, ",
  );
  expect(await page.read<string>("document.querySelector('#viewer .save').getAttribute('href')")).toEndWith(
    "?download",
  );
  expect(await violations(page)).toEqual([]);

  await page.press("ArrowRight");
  await page.until(`${shown} === "view 2.jpg"`);
  await page.press("End");
  await page.until("document.querySelector('#viewer .next').disabled");
  await page.press("ArrowRight");
  expect(await page.read<string>(shown)).toBe("view 3.jpg");
  await page.press("Home");
  await page.until("document.querySelector('#viewer .previous').disabled");
  const place = await page.read<string>("document.querySelector('#viewer header span').textContent");
  expect(place).toBe(`1 of ${await page.read<number>(`${pictures}.length`)}`);

  await page.press("Escape");
  await page.until(`!(${isOpen}) && history.state?.viewer !== true`, "closed");
  await page.until(`document.activeElement === document.querySelector('[data-id="${id}"] .pictures > a')`, "the focus");

  await page.press("Enter");
  await page.until(isOpen, "open again, by the keyboard");
  await page.read("history.back()");
  await page.until(`!(${isOpen})`, "closed by Back");
  expect(await page.read<string>("location.pathname")).toBe("/rooms/lobby");
});

test("the viewer brings closer what is clicked, and leads to the message", async () => {
  const { id } = await postFiles(ada, await send(1));
  for (let index = 0; index < 30; index++) await ada.say(`later ${index}`);
  const page = await visit("Closer");
  await page.read(`document.querySelector('[data-id="${id}"] .pictures > a').click()`);
  await page.until(`${isOpen} && document.querySelector("#viewer img").naturalWidth === 900`, "the picture");
  const width = "document.querySelector('#viewer img').getBoundingClientRect().width";
  const before = await page.read<number>(width);
  await page.click("#viewer .stage");
  await page.until(`${width} > ${before * 2}`, "closer");
  await page.press("0");
  await page.until(`${width} === ${before}`, "the whole");
  await page.click("#viewer .origin");
  await page.until(`!(${isOpen}) && location.pathname === "/rooms/lobby/messages/${id}"`, "the message");
  expect(await page.read<string>("document.querySelector('#log [aria-current]').dataset.id")).toBe(String(id));
});

test("a picture that is deleted while somebody looks at it is gone from there, too", async () => {
  const { id } = await postFiles(ada, await send(1));
  const page = await visit("Witness");
  await page.read(`document.querySelector('[data-id="${id}"] .pictures > a').click()`);
  await page.until(isOpen);
  await ada.ask(`/rooms/lobby/messages/${id}/delete`, { method: "POST", body: new URLSearchParams() });
  await page.until(`!(${isOpen})`, "closed");
});

test("a swipe leads to the next picture, and a swipe down back to the room", async () => {
  const { id } = await postFiles(ada, await send(2));
  const page = await visit("Swiper", { width: 390, height: 844, touch: true });
  await page.read(`document.querySelector('[data-id="${id}"] .pictures > a').click()`);
  await page.until(isOpen);
  const swipe = async (from: [number, number], to: [number, number]) => {
    const at = ([x, y]: [number, number]) => [{ x, y }];
    await page.cdp("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(from) });
    await page.cdp("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(to) });
    await page.cdp("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  };
  await swipe([300, 400], [100, 410]);
  await page.until(`${shown} === "view 2.jpg"`, "the next");
  await swipe([100, 400], [300, 410]);
  await page.until(`${shown} === "view 1.jpg"`, "the one before");
  await swipe([200, 300], [210, 500]);
  await page.until(`!(${isOpen})`, "closed");
});

test("a voice message plays by its button, goes on when its row changes, and only one is heard", async () => {
  const waveform = "0123456789876543210";
  const voices = [];
  for (const name of ["one.wav", "two.wav"]) {
    const { id } = await postFiles(ada, [await sendFile(ada, makeSound(20), { name, waveform })]);
    voices.push(id);
  }
  const [one, two] = voices;
  const page = await visit("Listener");
  const audio = (id?: number) => `document.querySelector('[data-id="${id}"] audio')`;
  expect(await page.read<string>(`getComputedStyle(${audio(one)}).display`)).toBe("none");
  expect(await page.read<number>(`${audio(one)}.networkState`)).toBe(1); // nothing of it was fetched
  await page.click(`[data-id="${one}"] .play`);
  await page.until(`${audio(one)}.currentTime > 0.2`, "it plays");
  expect(await page.read<string>(`document.querySelector('[data-id="${one}"] .play').ariaLabel`)).toBe(
    "Pause voice message",
  );
  await ada.ask(`/rooms/lobby/messages/${one}/reactions`, {
    method: "POST",
    body: new URLSearchParams({ emoji: "👍" }),
  });
  await page.until(`document.querySelector('[data-id="${one}"] .reactions') !== null`, "another row");
  const at = await page.read<number>(`${audio(one)}.currentTime`);
  await page.until(`!${audio(one)}.paused && ${audio(one)}.currentTime > ${at + 0.1}`, "it goes on");
  await page.click(`[data-id="${two}"] .play`);
  await page.until(`${audio(one)}.paused && !${audio(two)}.paused`, "the other");
  await page.read(`(() => { const place = document.querySelector('[data-id="${two}"] input');
    place.value = "500"; place.dispatchEvent(new Event("input")); })()`);
  await page.until(`Math.abs(${audio(two)}.currentTime - 10) < 1`, "the middle");
  expect(await violations(page)).toEqual([]);
});

test("a film plays in place, in a box that is there before it", async () => {
  const page = await visit("Cinema");
  const film = await page.read<string>(`new Promise((resolve) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
    const drawing = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm" });
    const parts = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => { const reader = new FileReader();
      reader.onload = () => resolve(reader.result.split(",")[1]); reader.readAsDataURL(new Blob(parts)); };
    let frames = 0;
    const timer = setInterval(() => { drawing.fillStyle = "hsl(" + frames * 9 + " 70% 50%)"; drawing.fillRect(0, 0, 320, 180);
      if (frames++ > 30) { clearInterval(timer); recorder.stop(); } }, 30);
    recorder.start(); })`);
  const { id } = await postFiles(ada, [await sendFile(ada, Buffer.from(film, "base64"), { name: "dance.webm" })]);
  const video = `document.querySelector('[data-id="${id}"] video')`;
  await page.until(`${video} !== null`);
  const box = `[${video}.clientWidth, ${video}.clientHeight]`;
  const before = await page.read<number[]>(box);
  expect(before).toEqual([480, 270]);
  const isFetched = `performance.getEntriesByType("resource").some(({ name }) => name.includes("dance.webm"))`;
  expect([await page.read<boolean>(isFetched), await page.read<number>(`${video}.networkState`)]).toEqual([false, 1]);
  await page.read(`${video}.muted = true, ${video}.play()`);
  await page.until(`${video}.currentTime > 0.1`, "it plays");
  expect(await page.read<number[]>(box)).toEqual(before);
});

test("without a script the way to a picture is the picture, and sound has the browser's own controls", async () => {
  const { id } = await postFiles(ada, await send(1));
  const voice = (await postFiles(ada, [await sendFile(ada, makeSound(1), { name: "v.wav", waveform: "123" })])).id;
  const made = await visit("Plain");
  const page = await openPage(server.url, "Plain", { script: false });
  pages.push(page);
  await page.open("/rooms/lobby");
  const audio = `document.querySelector('[data-id="${voice}"] audio')`;
  expect(await page.read<boolean>(`${audio}.controls && ${audio}.clientHeight > 30`)).toBeTrue();
  expect(await page.read<number>(`document.querySelector('[data-id="${voice}"] .play').clientHeight`)).toBe(0);
  const path = await page.read<string>(
    `document.querySelector('[data-id="${id}"] .pictures > a').getAttribute("href")`,
  );
  const response = await ada.ask(path);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
  expect(response.headers.get("content-disposition")).toStartWith("inline;");
  expect(made.complaints).toEqual([]);
});

test("all pictures and files of a room are on a page that axe finds nothing wrong with, in the log neither", async () => {
  await postFiles(ada, [await sendFile(ada, "%PDF-1.7 x", { name: "minutes.pdf" })]);
  const page = await visit("Collector", { dark: true });
  expect(await violations(page)).toEqual([]);
  await page.open("/rooms/lobby/files");
  expect(await page.read<number>("document.querySelectorAll('.tile').length")).toBeGreaterThan(20);
  expect(await violations(page)).toEqual([]);
  await page.open("/rooms/lobby/files?kind=others");
  expect(
    await page.read<string[]>("[...document.querySelectorAll('.file bdi')].map((name) => name.textContent)"),
  ).toEqual(["minutes.pdf"]);
});

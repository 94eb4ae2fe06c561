/** The landing page is readable over whatever is behind it, and what moves there can be stopped. */
import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { violations } from "../support/axe.ts";
import { closeBrowser, openPage, type Page, type PageOptions } from "../support/browser.ts";
import { change } from "../support/database.ts";
import { type Person, register } from "../support/person.ts";
import { makePng } from "../support/pictures.ts";
import { readPixels } from "../support/pixels.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let host: Person;
const pages: Page[] = [];

async function open(name: string, options?: PageOptions): Promise<Page> {
  const page = await openPage(server.url, name, options);
  pages.push(page);
  return page;
}

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
  host = await register(server.url, "Host");
  await betweenRuns(server, (folder) => change(folder, "UPDATE users SET admin = 1"));
});

afterEach(() => {
  expect(pages.flatMap(({ complaints }) => complaints)).toEqual([]);
  for (const page of pages.splice(0)) page.close();
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

/** As the luminance of WCAG counts it. @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const chooseAsHost = (use: string, bytes: Uint8Array) => {
  const form = new FormData();
  form.set("file", new File([new Uint8Array(bytes)], "chosen"));
  return host.ask(`/admin/place/${use}`, { method: "POST", body: form });
};

test.each([
  [1280, 800, false],
  [390, 844, true],
])("at %i × %i the landing page is readable over a white picture", async (width, height, dark) => {
  expect(
    (
      await chooseAsHost(
        "landing",
        makePng({ width: 1_600, height: 1_000 }, () => [255, 255, 255]),
      )
    ).status,
  ).toBe(303);
  const page = await open("stranger", { width, height, dark });
  await page.open("/");
  await page.until("document.querySelector('.backdrop img').complete");
  expect(await violations(page)).toEqual([]);
  const ink = luminance([226, 222, 216]); // of the paler text
  const places = await page.read<number[][]>(
    `[...document.querySelectorAll(".landing h1, .landing p, .landing footer")].map((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      element.style.visibility = "hidden";
      return [left, right, top, bottom];
    })`,
  );
  const { at } = await readPixels(new Uint8Array(await new Response(await page.view.screenshot()).arrayBuffer()));
  for (const [left = 0, right = 0, top = 0, bottom = 0] of places) {
    for (const [x, y] of [
      [left + 2, top + 2],
      [right - 2, bottom - 2],
      [(left + right) / 2, (top + bottom) / 2],
    ] as const) {
      const ground = luminance(at(Math.round(x), Math.min(height - 1, Math.round(y))).slice(0, 3));
      expect((ink + 0.05) / (ground + 0.05)).toBeGreaterThan(4.5);
    }
  }
});

/** A video as a browser records it: ten frames of a square that moves. */
async function recordVideo(): Promise<Buffer> {
  const page = await open("recorder");
  await page.open("/login");
  const base64 = await page.read<string>(`new Promise((done) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
    const context = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm;codecs=vp8" });
    const parts = [];
    let count = 0;
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = async () => {
      const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
      done(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
    };
    recorder.start();
    const timer = setInterval(() => {
      context.fillStyle = "rgb(" + (60 + count * 9) + ", 80, 120)";
      context.fillRect(0, 0, 320, 180);
      if (++count === 20) { clearInterval(timer); recorder.stop(); }
    }, 50);
  })`);
  return Buffer.from(base64, "base64");
}

test("a video plays without sound where motion is welcome and can be stopped; elsewhere it stands still until it is started", async () => {
  expect((await chooseAsHost("landing", await recordVideo())).status).toBe(303);
  const page = await open("stranger");
  await page.open("/");
  const video = "document.querySelector('.backdrop > video')";
  await page.until(`${video}.currentTime > 0.1 && !${video}.paused`, "the video to play");
  expect(await page.read<boolean>(`${video}.muted`)).toBe(true);
  expect(await violations(page)).toEqual([]);
  await page.click(".motion");
  await page.until(`${video}.paused && document.querySelector('.motion').textContent === 'Play video'`);

  const still = await open("calm");
  await still.cdp("Emulation.setEmulatedMedia", { features: [{ name: "prefers-reduced-motion", value: "reduce" }] });
  await still.open("/");
  await still.until(`${video}.readyState >= 2`, "its first frame");
  expect(await still.read<boolean>(`${video}.paused`)).toBe(true);
  await still.click(".motion");
  await still.until(`!${video}.paused && document.querySelector('.motion').textContent === 'Pause video'`);

  await chooseAsHost("still", makePng({ width: 640, height: 360 }));
  const slow = await open("slow", { script: false });
  await slow.open("/");
  expect(await slow.read<boolean>("document.querySelector('.backdrop > img').complete")).toBe(true);
  expect(await slow.read<number>(`${video}.readyState`)).toBe(0);
  expect(await slow.read<boolean>("document.querySelector('.motion').hidden")).toBe(true);
});

/** A person's picture is the square in the middle of what they sent, and a logo keeps what shows through it. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import { temporaryFolder } from "../../../test/support/folder.ts";
import {
  BOMBS,
  makeGif,
  makeMovingWebp,
  makePhoto,
  makePng,
  makeTalkativePng,
  type Pixel,
  pngChunk,
  quarters,
  SECRETS,
} from "../../../test/support/pictures.ts";
import { quartersOf, readPixels } from "../../../test/support/pixels.ts";
import { prepareAvatar, prepareLogo } from "./avatar.ts";

const LIMITS = { maxPixels: 20_000_000, maxAnimationPixels: 50_000_000 };

setDefaultTimeout(60_000);

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

let files = 0;
async function file(bytes: Uint8Array): Promise<string> {
  const path = join(folder.path, String(files++));
  await Bun.write(path, bytes);
  return path;
}

const avatar = async (bytes: Uint8Array) => prepareAvatar(await file(bytes), LIMITS);
const logo = async (bytes: Uint8Array) => prepareLogo(await file(bytes), LIMITS);

/** The colours of `quarters` in a square in the middle, and black beside it. */
const inTheMiddle =
  (side: number, left: number, top: number): Pixel =>
  (x, y) => {
    const [across, down] = [x - left, y - top];
    if (across < 0 || down < 0 || across >= side || down >= side) return [0, 0, 0];
    return quarters({ width: side, height: side })(across, down);
  };

async function expectSquares(bytes: Uint8Array, expected: string) {
  const made = await avatar(bytes);
  for (const [name, side] of [
    ["small", 96],
    ["large", 384],
  ] as const) {
    const picture = made?.[name] ?? new Uint8Array();
    const { width, height, at } = await readPixels(picture);
    expect([width, height]).toEqual([side, side]);
    expect(await quartersOf(picture)).toBe(expected);
    const corners = [at(2, 2), at(side - 3, 2), at(2, side - 3), at(side - 3, side - 3)];
    for (const corner of corners) expect(Math.max(...corner.slice(0, 3))).toBeGreaterThan(150); // nothing of the black
  }
}

test("the middle square is cut out of a picture, wide or tall, large or small", async () => {
  await expectSquares(makePng({ width: 900, height: 300 }, inTheMiddle(300, 300, 0)), "rgbw");
  await expectSquares(makePng({ width: 300, height: 1_000 }, inTheMiddle(300, 0, 350)), "rgbw");
  await expectSquares(makePng({ width: 60, height: 30 }, inTheMiddle(30, 15, 0)), "rgbw");
});

test("a photo of somebody is upright, and says nothing of where it was taken", async () => {
  const photo = await makePhoto({ width: 900, height: 300 }, 6, inTheMiddle(300, 300, 0));
  await expectSquares(photo, "brwg");
  const { small, large } = (await avatar(photo)) ?? {};
  for (const bytes of [small, large]) {
    const text = Buffer.from(bytes ?? []).toString("latin1");
    expect(SECRETS.filter((secret) => text.includes(secret))).toEqual([]);
  }
});

test("of a picture that moves the first frame is taken", async () => {
  const size = { width: 200, height: 100 };
  await expectSquares(await makeMovingWebp(size, [inTheMiddle(100, 50, 0), () => [0, 0, 0]]), "rgbw");
  expect(await avatar(makeGif(size, [1, 2]))).toBeDefined();
});

test("no avatar is made of what is no picture, too slim, or a bomb", async () => {
  expect(await avatar(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"))).toBeUndefined();
  expect(await avatar(makePng({ width: 3_000, height: 2 }))).toBeUndefined();
  for (const [, bytes] of BOMBS) expect([await avatar(bytes), await logo(bytes)]).toEqual([undefined, undefined]);
});

test("a logo lies within 512 pixels, and is not enlarged", async () => {
  expect(await logo(makePng({ width: 1_024, height: 256 }))).toMatchObject({ width: 512, height: 128 });
  const small = await logo(makeTalkativePng({ width: 100, height: 80 }));
  expect(small).toMatchObject({ width: 100, height: 80 });
  expect(await quartersOf(small?.bytes ?? new Uint8Array())).toBe("rgbw");
});

test("a logo keeps its transparency", async () => {
  const png = makePng({ width: 40, height: 40 }, () => [255, 0, 0], [
    pngChunk("tRNS", Buffer.from([0, 255, 0, 0, 0, 0])),
  ]);
  const { bytes } = (await logo(png)) ?? {};
  const { at } = await readPixels(bytes ?? new Uint8Array());
  expect(at(20, 20)[3]).toBe(0);
});

/** Pictures come out turned, scaled, moving as before, and with nothing in them but the picture. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

import { temporaryFolder } from "../../../test/support/folder.ts";
import {
  BOMBS,
  gifExtension,
  jpegSegment,
  makeApng,
  makeExif,
  makeGif,
  makeJpeg,
  makeJpegBomb,
  makeMovingWebp,
  makePhoto,
  makePng,
  makeProfile,
  makeTalkativePng,
  makeWebp,
  type Pixel,
  PNG_SIGNATURE,
  pngChunk,
  quarters,
  SECRETS,
  shades,
} from "../../../test/support/pictures.ts";
import { quartersOf, readPixels } from "../../../test/support/pixels.ts";
import { type PictureOptions, preparePicture } from "./picture.ts";

const LIMITS: PictureOptions = { original: false, maxPixels: 20_000_000, maxAnimationPixels: 50_000_000 };
const SIZE = { width: 64, height: 32 };
const BLACK: Pixel = () => [0, 0, 0];

setDefaultTimeout(60_000);

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

let files = 0;
async function prepare(bytes: Uint8Array, options: Partial<PictureOptions> = {}) {
  const path = join(folder.path, String(files++));
  await Bun.write(path, bytes);
  return preparePicture(path, { ...LIMITS, ...options });
}

async function prepared(bytes: Uint8Array, options: Partial<PictureOptions> = {}) {
  const picture = await prepare(bytes, options);
  if (!picture) throw new Error("no picture");
  return picture;
}

/** What of the secrets is in there, also in what is packed. */
function secretsIn(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes).toString("latin1");
  const packed = ["Exif", "XMP", "GPS", "tEXt", "eXIf", "Photoshop"];
  return [...SECRETS, ...packed].filter((secret) => text.includes(secret));
}

for (const [orientation, expected, isTall] of [
  [1, "rgbw", false],
  [2, "grwb", false],
  [3, "wbgr", false],
  [4, "bwrg", false],
  [5, "rbgw", true],
  [6, "brwg", true],
  [7, "wgbr", true],
  [8, "gwrb", true],
] as const) {
  test(`a photo taken with the camera held as in ${orientation} is upright for everybody`, async () => {
    for (const bytes of [await makePhoto(SIZE, orientation), await makeWebp(SIZE, quarters(SIZE), orientation)]) {
      const picture = await prepared(bytes);
      expect(await quartersOf(picture.bytes)).toBe(expected);
      expect([picture.width, picture.height]).toEqual(isTall ? [32, 64] : [64, 32]);
    }
    const png = makePng(SIZE, quarters(SIZE), [pngChunk("eXIf", makeExif(orientation))]);
    expect(await quartersOf((await prepared(png)).bytes)).toBe(expected);
  });
}

test("nothing but the picture is left of what a phone or a program writes into it", async () => {
  const gif = makeGif(SIZE, [3, 90], [gifExtension(0xfe, "SECRET-COMMENT"), gifExtension(0xff, "XMP DataXMPSECRET-XMP"), gifExtension(0x01, "SECRET-CAMERA")], "SECRET-TAIL"); // prettier-ignore
  const pictures = {
    jpeg: await makePhoto({ width: 900, height: 700 }, 6),
    png: makeTalkativePng({ width: 900, height: 700 }),
    webp: await makeWebp({ width: 900, height: 700 }),
    gif,
    "moving webp": await makeMovingWebp(SIZE, [quarters(SIZE), BLACK]),
    "moving png": makeApng(SIZE, [quarters(SIZE), BLACK], [pngChunk("tEXt", Buffer.from("Comment\0SECRET-COMMENT"))]),
  };
  for (const [name, bytes] of Object.entries(pictures)) {
    expect([name, secretsIn(bytes).length > 0]).toEqual([name, true]);
    for (const original of [false, true]) {
      const picture = await prepared(bytes, { original });
      const all = [picture.bytes, ...picture.thumbnails.map((thumbnail) => thumbnail.bytes), Buffer.from(picture.placeholder.split(",")[1] ?? "", "base64")]; // prettier-ignore
      expect([name, original, ...all.map(secretsIn)]).toEqual([name, original, ...all.map(() => [])]);
    }
  }
});

test("a photo is scaled to 2,560 pixels, and the original keeps its size", async () => {
  const size = { width: 3_000, height: 600 };
  const photo = await makePhoto(size, 6, shades(size));
  const scaled = await prepared(photo);
  expect([scaled.width, scaled.height]).toEqual([512, 2_560]);
  const original = await prepared(photo, { original: true });
  expect([original.width, original.height]).toEqual([600, 3_000]);
  const { width, height } = await readPixels(original.bytes);
  expect([width, height]).toEqual([600, 3_000]);
});

test("thumbnails lie within 480 and 1,200 pixels and cost far less", async () => {
  const size = { width: 1_600, height: 1_200 };
  const { bytes, thumbnails } = await prepared(await makeJpeg(size, shades(size)));
  expect(thumbnails.map(({ width, height }) => [width, height])).toEqual([
    [480, 360],
    [1_200, 900],
  ]);
  for (const { width, height, bytes: thumbnail } of thumbnails) {
    expect((await new Bun.Image(thumbnail).metadata()).format).toBe("webp");
    const real = await readPixels(thumbnail);
    expect([real.width, real.height]).toEqual([width, height]);
    expect(thumbnail.length).toBeLessThan(bytes.length / 2);
  }
});

test("no thumbnail is larger than the picture, and a small picture needs none", async () => {
  expect((await prepared(await makeJpeg(SIZE))).thumbnails).toEqual([]);
  const size = { width: 600, height: 400 };
  const sizes = (await prepared(await makeJpeg(size, shades(size)))).thumbnails.map(({ width }) => width);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(600);
});

test("a placeholder is a tiny picture in at most 150 characters, whatever the picture", async () => {
  const size = { width: 400, height: 400 };
  const noise: Pixel = (x, y) => [(x * 7_919 + y * 3) & 255, (x * y * 31) & 255, ((x << 4) ^ (y * 97)) & 255];
  for (const bytes of [
    await makePhoto(size, 1, shades(size)),
    makePng(size, noise),
    makePng({ width: 3_000, height: 1 }),
    makeGif(size, [1, 2]),
    await makeMovingWebp(SIZE, [quarters(SIZE), BLACK]),
  ]) {
    const { placeholder } = await prepared(bytes);
    expect(placeholder).toStartWith("data:image/webp;base64,UklGR");
    expect(placeholder.length).toBeLessThanOrEqual(150);
    const tiny = await readPixels(Buffer.from(placeholder.split(",")[1] ?? "", "base64"));
    expect(Math.max(tiny.width, tiny.height)).toBeLessThanOrEqual(16);
  }
});

test("what moves goes on moving, and its first frame stands for it", async () => {
  const size = { width: 600, height: 300 };
  const gif = await prepared(makeGif(size, [3, 90, 20]));
  expect(gif).toMatchObject({ type: "image/gif", animated: true, width: 600, height: 300 });
  expect(Buffer.from(gif.bytes).includes("NETSCAPE2.0")).toBe(true);
  expect(gif.thumbnails.map(({ width }) => width)).toEqual([480, 600]);

  const webp = await prepared(await makeMovingWebp(size, [quarters(size), BLACK, BLACK]));
  expect(webp).toMatchObject({ type: "image/webp", animated: true, width: 600, height: 300 });
  expect(Buffer.from(webp.bytes).toString("latin1").split("ANMF")).toHaveLength(4);
  expect(await quartersOf(webp.thumbnails[0]?.bytes ?? new Uint8Array())).toBe("rgbw");

  const png = await prepared(makeApng(size, [quarters(size), BLACK]));
  expect(png).toMatchObject({ type: "image/png", animated: true, width: 600, height: 300 });
  expect(Buffer.from(png.bytes).includes("acTL")).toBe(true);
  expect(await quartersOf(png.thumbnails[0]?.bytes ?? new Uint8Array())).toBe("rgbw");
});

test("colours that only good screens show stay, and whose they were does not", async () => {
  for (const bytes of [await makePhoto({ width: 700, height: 700 }), makePng(SIZE, quarters(SIZE), [profileChunk()])]) {
    const picture = await prepared(bytes);
    const colours = Buffer.from((await new Bun.Image(picture.bytes).webp().bytes()).buffer);
    expect(colours.includes("ICCP")).toBe(true);
    expect(secretsIn(colours)).toEqual([]);
    expect(colours.includes("rXYZ")).toBe(true);
  }
});

const profileChunk = () =>
  pngChunk("iCCP", Buffer.concat([Buffer.from("SECRET-PROFILE\0\0"), deflateSync(makeProfile())]));

test("a picture with a table of colours keeps each of them exactly", async () => {
  const table = Buffer.from(Array.from({ length: 768 }, (_, index) => (index * 97) & 255));
  const rows = Buffer.from(Array.from({ length: 16 * 17 }, (_, index) => (index % 17 === 0 ? 0 : index & 255)));
  const header = Buffer.from([0, 0, 0, 16, 0, 0, 0, 16, 8, 3, 0, 0, 0]);
  const chunks = [
    pngChunk("IHDR", header),
    pngChunk("PLTE", table),
    pngChunk("IDAT", deflateSync(rows)),
    pngChunk("IEND"),
  ];
  const png = Buffer.concat([PNG_SIGNATURE, ...chunks]);
  const [before, after] = [await readPixels(png), await readPixels((await prepared(png)).bytes)];
  for (let y = 0; y < 16; y++) for (let x = 0; x < 16; x++) expect(after.at(x, y)).toEqual(before.at(x, y));
});

test("a PNG that comes into focus has as many pixels as it says, in seven passes", async () => {
  const header = pngChunk("IHDR", Buffer.from([0, 0, 0, 5, 0, 0, 0, 3, 8, 0, 0, 0, 1]));
  const withRows = (bytes: number) =>
    Buffer.concat([PNG_SIGNATURE, header, pngChunk("IDAT", deflateSync(Buffer.alloc(bytes))), pngChunk("IEND")]);
  expect(await prepare(withRows(22))).toMatchObject({ width: 5, height: 3 });
  expect([await prepare(withRows(21)), await prepare(withRows(23))]).toEqual([undefined, undefined]);
});

test("bytes hidden behind the pixels of a PNG are gone", async () => {
  const size = { width: 8, height: 8 };
  const hidden = Buffer.concat([deflateSync(Buffer.alloc(8 * 25)), Buffer.from("PK\x03\x04SECRET-TAIL")]);
  const header = Buffer.from([0, 0, 0, size.width, 0, 0, 0, size.height, 8, 2, 0, 0, 0]);
  const png = Buffer.concat([PNG_SIGNATURE, pngChunk("IHDR", header), pngChunk("IDAT", hidden), pngChunk("IEND")]);
  expect(secretsIn((await prepared(png)).bytes)).toEqual([]);
});

for (const [name, bytes] of BOMBS) {
  test(`a bomb (${name}) is refused before it is decoded`, async () => {
    const before = performance.now();
    expect(await prepare(bytes)).toBeUndefined();
    expect(performance.now() - before).toBeLessThan(5_000);
  });
}

test("more bombs are refused: a JPEG, a profile of 300 MB, frames without end", async () => {
  expect(await prepare(await makeJpegBomb())).toBeUndefined();
  const profile = pngChunk("iCCP", Buffer.concat([Buffer.from("x\0\0"), deflateSync(Buffer.alloc(100_000_000))]));
  const before = process.memoryUsage.rss();
  expect(await prepare(makePng(SIZE, quarters(SIZE), [profile]))).toBeDefined();
  expect(process.memoryUsage.rss() - before).toBeLessThan(50_000_000);
  const frames = makeGif({ width: 50, height: 50 }, Array<number>(101).fill(1));
  expect(await prepare(frames, { maxAnimationPixels: 250_000 })).toBeUndefined();
  expect(await prepare(frames, { maxAnimationPixels: 260_000 })).toBeDefined();
});

test("a JPEG with more scans than any program makes is refused, since each is a walk over the whole", async () => {
  const size = { width: 64, height: 64 };
  const bytes = Buffer.from(await new Bun.Image(makePng(size)).jpeg({ progressive: true }).bytes());
  const [scan, end] = [bytes.lastIndexOf(Buffer.from([0xff, 0xda])), bytes.length - 2];
  const withScans = (count: number) =>
    Buffer.concat([
      bytes.subarray(0, end),
      ...Array<Buffer>(count).fill(bytes.subarray(scan, end)),
      bytes.subarray(end),
    ]);
  expect(await prepare(withScans(1_000))).toBeUndefined();
  expect(await prepare(withScans(0))).toBeDefined();
});

test("what is cut or broken is no picture", async () => {
  const photo = await makePhoto({ width: 300, height: 300 });
  for (const bytes of [
    photo.subarray(0, 300),
    makeTalkativePng(SIZE).subarray(0, 120),
    makeGif(SIZE, [1, 2]).subarray(0, -2),
    (await makeMovingWebp(SIZE, [quarters(SIZE), BLACK])).subarray(0, 300),
    Buffer.concat([makePng(SIZE).subarray(0, 60), Buffer.from([0]), makePng(SIZE).subarray(61)]),
    Buffer.concat([photo.subarray(0, 2), jpegSegment(0xe1, Buffer.from("Exif\0\0"))]),
    Buffer.alloc(0),
    Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
  ]) {
    expect(await prepare(bytes)).toBeUndefined();
  }
});

test("a GIF that lacks nothing but the mark of its end is a picture", async () => {
  const gif = makeGif(SIZE, [1, 2]);
  expect(gif.equals((await prepared(gif.subarray(0, -1))).bytes)).toBe(true);
});

test("a file that is not there is an error, not a picture", () => {
  expect(preparePicture(join(folder.path, "none"), LIMITS)).rejects.toThrow("ENOENT");
});

test("a JPEG does not become larger for being encoded anew", async () => {
  const size = { width: 800, height: 600 };
  const low = Buffer.from(await new Bun.Image(makePng(size, shades(size))).jpeg({ quality: 40 }).bytes());
  for (const original of [true, false]) {
    expect((await prepared(low, { original })).bytes.length).toBeLessThan(low.length * 1.05);
  }
});

/** Nothing that would run in somebody's browser is served as what runs, and no bytes at all break what looks at them. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import { openRandom } from "../../../test/faults/random.ts";
import { mutate } from "../../../test/fuzz/mutate.ts";
import { temporaryFolder } from "../../../test/support/folder.ts";
import { HOSTILE_FILES, RAN } from "../../../test/support/hostile-files.ts";
import {
  makeApng,
  makeGif,
  makeMovingWebp,
  makePhoto,
  makeTalkativePng,
  makeWebp,
  quarters,
} from "../../../test/support/pictures.ts";
import { readMediaType } from "../types/media-type.ts";
import { contentType, isAudio, isInline, isPicture, isVideo, UNPROCESSED_PICTURE } from "../types/media-types.ts";
import { prepareAvatar } from "./avatar.ts";
import { preparePicture } from "./picture.ts";

const LIMITS = { original: false, maxPixels: 1_000_000, maxAnimationPixels: 10_000_000 };

setDefaultTimeout(60_000);

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
const path = join(folder.path, "file");

async function look(bytes: Uint8Array) {
  await Bun.write(path, bytes);
  const found = readMediaType(bytes);
  const picture = isPicture(found) ? await preparePicture(path, LIMITS) : undefined;
  const type = isPicture(found) && !picture ? UNPROCESSED_PICTURE : found;
  return { type, picture };
}

for (const { what, bytes, served, keepsScript } of HOSTILE_FILES.filter(({ what }) => !what.includes("whose name"))) {
  test(`${what}: ${served}`, async () => {
    const { type, picture } = await look(bytes);
    const how = !isInline(type)
      ? "download"
      : isPicture(type)
        ? "picture"
        : isAudio(type)
          ? "audio"
          : isVideo(type) && "video";
    expect(how).toBe(served);
    expect(contentType(type)).toMatch(
      served === "download" ? /^application\/octet-stream$/ : /^(?:image|audio|video)\//,
    );
    if (!picture || keepsScript) return;
    const all = [picture.bytes, ...picture.thumbnails.map((thumbnail) => thumbnail.bytes)];
    for (const one of all) {
      expect(Buffer.from(one).includes(RAN)).toBe(false);
      expect(Buffer.from(one).includes("PK\x03\x04")).toBe(false);
    }
  });
}

test("there are many kinds of them", () => {
  expect(new Set(HOSTILE_FILES.map(({ what }) => what)).size).toBe(HOSTILE_FILES.length);
  expect(HOSTILE_FILES.length).toBeGreaterThan(120);
});

test("no bytes make looking at a file fail, last or take much memory", async () => {
  const random = openRandom(20_261_126);
  const size = { width: 24, height: 16 };
  const black = () => [0, 0, 0] as const;
  const good = [
    await makePhoto(size, 6),
    makeTalkativePng(size),
    makeApng(size, [quarters(size), black]),
    await makeWebp(size),
    await makeMovingWebp(size, [quarters(size), black]),
    makeGif(size, [1, 2, 3]),
    ...HOSTILE_FILES.slice(0, 90).map(({ bytes }) => Buffer.from(bytes)),
  ];
  let most = 0;
  let slowest = 0;
  for (let round = 0; round < 3_000; round++) {
    const bytes = mutate(random, random.pick(round % 2 === 0 ? good.slice(0, 6) : good), random.between(1, 4));
    const start = performance.now();
    const before = process.memoryUsage.rss();
    const { picture } = await look(bytes);
    if (round % 5 === 0) await prepareAvatar(path, LIMITS);
    slowest = Math.max(slowest, performance.now() - start);
    most = Math.max(most, process.memoryUsage.rss() - before);
    if (picture) expect(Math.max(picture.width, picture.height) * picture.placeholder.length).toBeGreaterThan(0);
  }
  expect(slowest).toBeLessThan(10_000);
  expect(most).toBeLessThan(100_000_000);
});

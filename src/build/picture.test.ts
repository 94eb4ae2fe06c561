/** The picture in previews of links is a PNG that others can read, as large as they ask for, and small enough to be fetched. */
import { expect, test } from "bun:test";

import { ACCENTS } from "../views/accents.ts";
import { drawPicture, HEIGHT, WIDTH } from "./picture.ts";

test("it is a picture of the size that previews ask for, and under 300 KB", async () => {
  const bytes = drawPicture(ACCENTS.lamp.dark);
  const { width, height, format } = await new Bun.Image(bytes).metadata();
  expect([width, height, format]).toEqual([WIDTH, HEIGHT, "png"]);
  expect(bytes.length).toBeLessThan(300_000);
});

test("each accent has its own", () => {
  const [lamp, moss] = [ACCENTS.lamp, ACCENTS.moss].map(({ dark }) => Bun.hash(drawPicture(dark)));
  expect(lamp).not.toBe(moss);
});

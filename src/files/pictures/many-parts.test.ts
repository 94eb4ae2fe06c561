/** A picture that is nothing but parts holds nobody up: it is taken apart in the time that its bytes take, or not at all. */
import { expect, setDefaultTimeout, test } from "bun:test";

import { gifExtension, jpegSegment, makeGif, makeRiff, riffChunk, webpHeader } from "../../../test/support/pictures.ts";
import { stripMetadata } from "./strip-metadata.ts";

setDefaultTimeout(60_000);

const SIZE = { width: 1, height: 1 };

test("a GIF of more extensions than any program writes is refused", () => {
  const extensions = (count: number) => [Buffer.concat(Array<Buffer>(count).fill(gifExtension(0xfe, "a")))];
  expect(stripMetadata(makeGif(SIZE, [1, 2], extensions(30_000)), "image/gif")?.frames).toBe(2);
  expect(stripMetadata(makeGif(SIZE, [1, 2], extensions(60_000)), "image/gif")).toBeUndefined();
});

test("a moving WebP whose frames have more parts than any program writes is refused", () => {
  const picture = riffChunk("VP8L", Buffer.from([0x2f, 0, 0, 0, 0]));
  const moving = (parts: number) => {
    const others = Array<Buffer>(parts).fill(riffChunk("ABCD", Buffer.alloc(0)));
    const frame = riffChunk("ANMF", Buffer.concat([Buffer.alloc(16), picture, ...others]));
    return makeRiff([webpHeader(SIZE, 0x02), riffChunk("ANIM", Buffer.alloc(6)), frame, frame]);
  };
  expect(stripMetadata(moving(3), "image/webp")?.frames).toBe(2);
  expect(stripMetadata(moving(300), "image/webp")).toBeUndefined();
});

test("a scan of a JPEG that seems to end at each of its bytes takes hardly longer than another", () => {
  const head = Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    jpegSegment(0xc0, Buffer.from([8, 0, 1, 0, 1, 1, 1, 0x11, 0])),
    jpegSegment(0xda, Buffer.alloc(0)),
  ]);
  const took = (data: number) => {
    const bytes = Buffer.concat([head, Buffer.alloc(20_000_000, data)]);
    const before = process.cpuUsage();
    expect(stripMetadata(bytes, "image/jpeg")?.width).toBe(1);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  took(0); // compiled now
  expect(took(0xff)).toBeLessThan(took(0) * 8 + 20_000);
});

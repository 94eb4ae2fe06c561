/** What cameras note in a film goes, and all that is played stays where it was. */
import { expect, test } from "bun:test";
import { join } from "node:path";

import { temporaryFolder } from "../../test/support/folder.ts";
import { box } from "../../test/support/mp4.ts";
import { removeMp4Metadata } from "./mp4-metadata.ts";

const bytes = (...parts: (string | number[] | Uint8Array)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))));

const TAKEN = [0xe4, 0x1a, 0x2b, 0x3c];
const dated = (name: string) => box(name, bytes([0, 0, 0, 0], TAKEN, TAKEN, "the rest of it"));
const datedLate = (name: string) => box(name, bytes([1, 0, 0, 0], "\0\0\0\0", TAKEN, "\0\0\0\0", TAKEN, "the rest"));
const track = (kind: string, ...more: Uint8Array[]) =>
  box(
    "trak",
    bytes(
      datedLate("tkhd"),
      ...more,
      box(
        "mdia",
        bytes(dated("mdhd"), box("hdlr", bytes("\0\0\0\0\0\0\0\0", kind)), box("minf", bytes("+48.85 minf"))),
      ),
    ),
  );
const FTYP = box("ftyp", bytes("isom\0\0\x02\0isom"));
const MDAT = box("mdat", bytes("frames with the word meta in them"));
const large = (name: string, content: Uint8Array) => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(16 + content.length));
  return bytes([0, 0, 0, 1], name, length, content);
};
const place = (name = "udta") => box(name, box("\xa9xyz", bytes("+48.8577+002.2950/")));

async function clean(film: Uint8Array) {
  using folder = temporaryFolder();
  const path = join(folder.path, "film");
  await Bun.write(path, film);
  const isClean = await removeMp4Metadata(path);
  return { isClean, film: Buffer.from(await Bun.file(path).bytes()) };
}

test("places, devices and times go, wherever a camera notes them, and nothing moves", async () => {
  const film = bytes(
    FTYP,
    MDAT,
    box("moov", bytes(dated("mvhd"), track("vide", place()), track("soun"), place(), place("meta"), place("uuid"))),
    large("uuid", bytes("+48.8577 large")),
    place("meta"),
  );
  const cleaned = await clean(film);
  expect(cleaned.isClean).toBe(true);
  expect(cleaned.film.length).toBe(film.length);
  expect(cleaned.film.includes("+48.8577")).toBe(false);
  expect(cleaned.film.includes(Buffer.from(TAKEN))).toBe(false);
  for (const kept of [FTYP, MDAT, "+48.85 minf", "the rest of it", "the rest"]) {
    expect(cleaned.film.indexOf(kept)).toBe(film.indexOf(kept));
  }
  expect(cleaned.film.toString("latin1").match(/free/g)).toHaveLength(6);
  expect(await clean(cleaned.film)).toEqual(cleaned);
});

test("one without anything to take out stays as it is but for its times", async () => {
  const film = bytes(FTYP, box("moov", bytes(track("vide"))), MDAT);
  expect((await clean(film)).film.equals(Buffer.from(film.toString("latin1").replaceAll("\xe4\x1a\x2b\x3c", "\0\0\0\0"), "latin1"))).toBe(true); // prettier-ignore
});

test.each([
  ["a track of places", bytes(FTYP, box("moov", bytes(track("vide"), track("meta"))), MDAT)],
  ["no tracks at all", bytes(FTYP, MDAT)],
  ["a box that is longer than the file", bytes(FTYP, box("moov", track("vide")), [0, 0, 9, 9], "mdat")],
  ["a box that is shorter than its head", bytes(FTYP, box("moov", track("vide")), [0, 0, 0, 4], "mdat")],
  ["boxes without end", bytes(FTYP, box("moov", track("vide")), ...Array(10_001).fill(box("free", bytes())))],
])("of a film with %s it is said that it may tell more", async (_, film) => {
  expect((await clean(film)).isClean).toBe(false);
});

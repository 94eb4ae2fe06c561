/** What a file is, is told by its bytes: nothing else passes as what is shown in place. */
import { expect, test } from "bun:test";

import { HEAD_BYTES, readMediaType } from "./media-type.ts";
import {
  contentType,
  isAudio,
  isInline,
  isPicture,
  isVideo,
  kindName,
  mayHaveMetadata,
  MEDIA_TYPES,
  type MediaType,
  toMediaType,
} from "./media-types.ts";

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))));
const big = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const little = (value: number) => big(value).reverse();
const zeros = (count: number) => "\0".repeat(count);
const box = (name: string, ...content: (string | number[])[]) => {
  const inside = bytes(...content);
  return bytes(big(inside.length + 8), name, [...inside]).toString("latin1");
};
const ftyp = (brand: string, ...others: string[]) => box("ftyp", brand, big(0), ...others, "iso2");
const track = (handler: string) => box("trak", box("mdia", box("hdlr", big(0), big(0), handler, zeros(12))));
const element = (id: number[], ...content: (string | number[])[]) => {
  const inside = bytes(...content);
  return bytes(id, [0x40 + (inside.length >> 8), inside.length & 255], [...inside]).toString("latin1");
};
const ebml = (kind: string) =>
  element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x86], [1]), element([0x42, 0x82], kind));
const tracks = (...kinds: number[]) =>
  element(
    [0x16, 0x54, 0xae, 0x6b],
    ...kinds.map((kind) => element([0xae], element([0xd7], [1]), element([0x83], [kind]))),
  );
/** A segment without a size, as of a recording that was not over when it began. */
const segment = (...content: string[]) => bytes([0x18, 0x53, 0x80, 0x67, 1, 255, 255, 255, 255, 255, 255, 255], ...content).toString("latin1"); // prettier-ignore

const mp3Frame = bytes([0xff, 0xfb, 0x90, 0x00], zeros(413)).toString("latin1");
const aacFrame = bytes([0xff, 0xf1, 0x50, 0x80, 0x04, 0x1f, 0xfc], zeros(25)).toString("latin1");
const id3 = (size: number, content: string) =>
  bytes("ID3", [4, 0, 0, (size >> 21) & 127, (size >> 14) & 127, (size >> 7) & 127, size & 127], content).toString(
    "latin1",
  );
const tag = `TIT2${zeros(16)}`;
const ogg = (start: string) => `OggS\0\x02${zeros(20)}\x01\x13${start}`;
const wav = (codec: number) =>
  bytes("RIFF", little(36), "WAVEfmt ", little(16), [codec, codec >> 8, 1, 0], zeros(12), "data").toString("latin1");
const zip = (first: string, ...rest: string[]) =>
  bytes("PK\x03\x04", zeros(22), [first.length, 0, 0, 0], first, ...rest).toString("latin1");

const HEADS: [type: MediaType, what: string, head: string][] = [
  ["image/jpeg", "JFIF", "\xff\xd8\xff\xe0\0\x10JFIF\0"],
  ["image/jpeg", "Exif", "\xff\xd8\xff\xe1\0\x10Exif\0\0"],
  ["image/png", "PNG", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0"],
  ["image/gif", "GIF", "GIF89a\x01\0\x01\0\0\0\0"],
  ["image/webp", "WebP", "RIFF\x1a\0\0\0WEBPVP8L\r\0\0\0"],
  ["image/heic", "photo of an iPhone", ftyp("heic", "mif1", "heic")],
  ["image/heic", "HEIF still", ftyp("mif1", "heic")],
  ["image/avif", "AVIF", ftyp("avif", "mif1")],
  ["image/avif", "AVIF that says so second", ftyp("mif1", "avif")],
  ["image/svg+xml", "drawing", '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ["image/svg+xml", "drawing after a preamble", '\xef\xbb\xbf<?xml version="1.0"?>\n<!-- hi --><!DOCTYPE svg>\n<svg >'],
  ["image/tiff", "TIFF", "II*\0\x08\0\0\0\x01\0"],
  ["image/x-raw", "Canon", "II*\0\x10\0\0\0CR\x02\0"],
  ["image/x-raw", "newer Canon", ftyp("crx ")],
  ["image/jxl", "JPEG XL", "\xff\x0a\xfa\x1f"],
  ["image/bmp", "BMP", `BM\x46\0\0\0\0\0\0\0\x36\0\0\0${bytes(little(40)).toString("latin1")}`],
  ["image/x-icon", "icon", "\0\0\x01\0\x01\0\x10\x10\0\0\x01\0"],
  ["audio/mpeg", "MP3", mp3Frame + mp3Frame],
  ["audio/mpeg", "MP3 with a tag", id3(tag.length, tag + mp3Frame)],
  ["audio/mpeg", "MP3 with the picture of an album", id3(900_000, `APIC${zeros(5_000)}`)],
  ["audio/aac", "AAC", aacFrame + aacFrame],
  ["audio/mp4", "M4A", ftyp("M4A ") + box("moov")],
  ["audio/mp4", "voice of Safari", ftyp("iso5") + box("moov", track("soun")) + box("moof")],
  ["audio/ogg", "Opus", ogg("OpusHead")],
  ["audio/ogg", "Vorbis", ogg("\x01vorbis")],
  ["audio/webm", "voice of Chrome", ebml("webm") + segment(element([0x15, 0x49, 0xa9, 0x66], "x"), tracks(2))],
  ["audio/wav", "WAV", wav(1)],
  ["audio/flac", "FLAC", `fLaC\0\0\0\x22\x10\0\x10\0`],
  ["video/mp4", "MP4", ftyp("isom") + box("free") + box("mdat")],
  ["video/mp4", "MP4 with sound", ftyp("mp42") + box("moov", track("vide"), track("soun"))],
  ["video/quicktime", "film of an iPhone", ftyp("qt  ") + box("wide") + box("mdat")],
  ["video/webm", "WebM", ebml("webm") + segment(tracks(1, 2))],
  ["video/webm", "WebM whose tracks come later", ebml("webm") + segment(element([0xec], zeros(4_500)), tracks(2))],
  ["video/matroska", "MKV", ebml("matroska") + segment(tracks(1))],
  ["video/ogg", "Theora", ogg("\x80theora")],
  ["video/x-msvideo", "AVI", "RIFF\0\0\0\0AVI LIST"],
  ["application/pdf", "PDF", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"],
  ["application/pdf", "PDF behind other bytes", "\0\x01\x02 junk\n%PDF-1.4\n%\xe2\xe3"],
  ["application/zip", "ZIP", zip("a.txt")],
  ["application/java-archive", "JAR", zip("META-INF/", "PK\x03\x04META-INF/MANIFEST.MF")],
  [
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "Word",
    zip("[Content_Types].xml", "PK\x03\x04word/document.xml"),
  ],
  ["application/vnd.oasis.opendocument.text", "ODT", zip("mimetype", "application/vnd.oasis.opendocument.text")],
  ["application/gzip", "gzip", "\x1f\x8b\x08\0"],
  ["application/x-tar", "tar", `name${zeros(253)}ustar\x0000`],
  ["application/x-elf", "program", "\x7fELF\x02\x01\x01"],
  ["application/vnd.microsoft.portable-executable", "EXE", `MZ\x90\0${zeros(56)}\x80\0\0\0`],
  ["application/x-shockwave-flash", "Flash", "CWS\x0a\x10\0\0\0"],
  ["text/html", "page", "<!DOCTYPE html><script>alert(1)</script>"],
  ["text/html", "page behind blanks", "\n\n  <!-- -->\n<HTML >"],
  ["text/html", "page in UTF-16", "\xff\xfe<\0h\0t\0m\0l\0>\0"],
  ["text/html", "XHTML", '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'],
  ["application/xml", "XML", '<?xml version="1.0"?><?xml-stylesheet href="x"?><a/>'],
  ["text/plain", "text", "Hello, this is MZ and PK and BM.\n"],
  ["text/plain", "text with letters of two bytes", Buffer.from("Grüße aus Zürich").toString("latin1")],
  ["text/plain", "text that begins like a program", "MZ is how it starts"],
  ["application/octet-stream", "nothing", ""],
  ["application/octet-stream", "blanks", "  \n"],
  ["application/octet-stream", "noise", "\0\x01\x02\x03\xff\xfe\xfd"],
];

for (const [type, what, head] of HEADS) {
  test(`${type}: ${what}`, () => expect(readMediaType(bytes(head))).toBe(type));
}

const PAGE = "<html><script>alert(document.domain)</script></html>";
const IMPOSTORS: [what: string, head: string][] = [
  ["RIFF", `RIFF\0\0\0\0WAVE${PAGE}`],
  ["RIFF and a chunk", `RIFF\0\0\0\0WAVEfmt ${PAGE}`],
  ["a brand", `\0\0\0\x20ftypisom${PAGE}`],
  ["a brand of audio", `\0\0\0\x20ftypM4A ${PAGE}`],
  ["brands that reach over it", `\0\0\x04\0ftypmp42${PAGE}`],
  ["a tag", `ID3${PAGE}`],
  ["a tag of no length", `${id3(0, PAGE)}`],
  ["a tag that is long", `${id3(900_000, PAGE)}`],
  ["one frame", `\xff\xfb\x90\0${PAGE.repeat(20)}`],
  ["a page of Ogg", `OggS\0\x02${PAGE}`],
  ["FLAC", `fLaC${PAGE}`],
  ["EBML", `\x1a\x45\xdf\xa3${PAGE}`],
  ["EBML that says webm", ebml("webm") + PAGE],
  ["half of JPEG's", `\xff\xd8${PAGE}`],
  ["half of PNG's", `\x89PNG${PAGE}`],
  ["WebP's", `RIFF\0\0\0\0WEBP${PAGE}`],
  ["a BOM and GIF's", `\xef\xbb\xbfGIF89a${PAGE}`],
  ["a blank and PNG's", ` \x89PNG\r\n\x1a\n${PAGE}`],
];

for (const [what, head] of IMPOSTORS) {
  test(`a web page behind ${what} is not shown in place`, () =>
    expect(isInline(readMediaType(bytes(head)))).toBe(false));
}

test("only pictures that are prepared, and common audio and video, are shown in place", () => {
  expect(MEDIA_TYPES.filter(isInline)).toEqual(
    MEDIA_TYPES.filter((type) => isPicture(type) || isAudio(type) || isVideo(type)),
  );
  expect(MEDIA_TYPES.filter(isPicture)).toEqual(["image/jpeg", "image/png", "image/gif", "image/webp"]);
  expect(contentType("image/png")).toBe("image/png");
  for (const type of [
    "image/svg+xml",
    "text/html",
    "application/pdf",
    "application/xml",
    "image/x-unprocessed",
  ] as const) {
    expect(contentType(type)).toBe("application/octet-stream");
  }
});

test("every type has a name, and what is stored under an unknown one is a file", () => {
  expect(MEDIA_TYPES.filter((type) => kindName(type).trim() === "")).toEqual([]);
  expect(kindName("application/pdf")).toBe("PDF document");
  expect(toMediaType("image/heic")).toBe("image/heic");
  expect(toMediaType("text/javascript")).toBe("application/octet-stream");
  expect(toMediaType("toString")).toBe("application/octet-stream");
});

test("who sends a picture or a film as it is, is told that it may say where it was taken", () => {
  for (const type of [
    "image/heic",
    "image/avif",
    "image/tiff",
    "image/x-raw",
    "video/mp4",
    "video/quicktime",
  ] as const) {
    expect(mayHaveMetadata(type)).toBe(true);
  }
  for (const type of ["audio/mpeg", "application/zip", "text/plain"] as const)
    expect(mayHaveMetadata(type)).toBe(false);
});

test("what stands behind the head tells nothing", () => {
  const head = Buffer.concat([Buffer.alloc(HEAD_BYTES, "a"), Buffer.from([0, 1, 2])]);
  expect(readMediaType(head)).toBe("text/plain");
});

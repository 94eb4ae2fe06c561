/** Pictures that tests make themselves: photos with everything a phone writes into them, animations, and bombs. */
import { crc32, deflateSync } from "node:zlib";

export type Pixel = (x: number, y: number) => readonly [red: number, green: number, blue: number];
type Size = { width: number; height: number };

/** Where the photos of the tests were taken, and what must be found nowhere. */
export const SECRETS = [
  "SECRET-CAMERA",
  "SECRET-XMP",
  "SECRET-COMMENT",
  "SECRET-IPTC",
  "SECRET-PROFILE",
  "SECRET-TAIL",
];

/** Red at the top left, green at the top right, blue at the bottom left, white at the bottom right. */
export const quarters =
  ({ width, height }: Size): Pixel =>
  (x, y) =>
    y < height / 2 ? (x < width / 2 ? [255, 0, 0] : [0, 255, 0]) : x < width / 2 ? [0, 0, 255] : [255, 255, 255];

/** Something like a photo: soft shades, and a little noise. */
export const shades =
  ({ width, height }: Size): Pixel =>
  (x, y) => [
    128 + 60 * Math.sin(x / 50) + 60 * Math.cos(y / 70) + ((x * 7_919 + y * 104_729) % 8),
    (x * 255) / width,
    ((x ^ y) & 15) + (y * 220) / height,
  ];

const latin = (text: string) => Buffer.from(text, "latin1");
const big16 = (value: number) => Buffer.from([value >> 8, value & 255]);
const big32 = (value: number) => Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);
const little16 = (value: number) => Buffer.from(big16(value)).reverse();
const little24 = (value: number) => Buffer.from([value & 255, (value >> 8) & 255, (value >> 16) & 255]);
const little32 = (value: number) => Buffer.from(big32(value)).reverse();

export function pngChunk(name: string, content: Uint8Array = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([latin(name), content]);
  return Buffer.concat([big32(content.length), named, big32(crc32(named))]);
}

export const PNG_SIGNATURE = latin("\x89PNG\r\n\x1a\n");
const pngHeader = ({ width, height }: Size, colours = 2) =>
  pngChunk("IHDR", Buffer.concat([big32(width), big32(height), Buffer.from([8, colours, 0, 0, 0])]));

function pngRows({ width, height }: Size, pixel: Pixel): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows.set(pixel(x, y), y * (1 + width * 3) + 1 + x * 3);
  return deflateSync(rows, { level: 1 });
}

/** A PNG of its own pixels, with chunks before the picture, and bytes behind its end. */
export function makePng(size: Size, pixel = quarters(size), chunks: Buffer[] = [], tail = ""): Buffer {
  const rows = pngChunk("IDAT", pngRows(size, pixel));
  return Buffer.concat([PNG_SIGNATURE, pngHeader(size), ...chunks, rows, pngChunk("IEND"), latin(tail)]);
}

/** A PNG that says what it is about in every way there is. */
export const makeTalkativePng = (size: Size): Buffer =>
  makePng(
    size,
    quarters(size),
    [
      pngChunk("tEXt", latin("Comment\0SECRET-COMMENT")),
      pngChunk("zTXt", Buffer.concat([latin("Author\0\0"), deflateSync(latin("SECRET-IPTC"))])),
      pngChunk("iTXt", latin("XML:com.adobe.xmp\0\0\0\0\0SECRET-XMP")),
      pngChunk("eXIf", makeExif(1)),
      pngChunk("tIME", Buffer.from([7, 234, 11, 26, 12, 0, 0])),
      pngChunk("prVt", latin("SECRET-CAMERA")),
    ],
    "SECRET-TAIL",
  );

/** A PNG that moves. */
export function makeApng(size: Size, frames: Pixel[], chunks: Buffer[] = []): Buffer {
  let sequence = 0;
  const control = () =>
    pngChunk(
      "fcTL",
      Buffer.concat([
        big32(sequence++),
        big32(size.width),
        big32(size.height),
        Buffer.alloc(8),
        big16(1),
        big16(10),
        Buffer.alloc(2),
      ]),
    );
  const shown = frames.flatMap((pixel, index) => {
    const before = control();
    const rows = pngRows(size, pixel);
    return [before, index === 0 ? pngChunk("IDAT", rows) : pngChunk("fdAT", Buffer.concat([big32(sequence++), rows]))];
  });
  const animation = pngChunk("acTL", Buffer.concat([big32(frames.length), big32(0)]));
  return Buffer.concat([PNG_SIGNATURE, pngHeader(size), animation, ...chunks, ...shown, pngChunk("IEND")]);
}

/** Exif as a phone writes it: which way up it was held, its make, and where it was. */
export function makeExif(orientation: number): Buffer {
  const entry = (tag: number, type: number, count: number, value: Buffer) =>
    Buffer.concat([big16(tag), big16(type), big32(count), value, Buffer.alloc(4 - value.length)]);
  const make = latin("SECRET-CAMERA\0");
  const [makeAt, gpsAt] = [8 + 2 + 3 * 12 + 4, 8 + 2 + 3 * 12 + 4 + make.length];
  const latitudeAt = gpsAt + 2 + 2 * 12 + 4;
  return Buffer.concat([
    latin("MM\0*"),
    big32(8),
    big16(3),
    entry(0x010f, 2, make.length, big32(makeAt)),
    entry(0x0112, 3, 1, big16(orientation)),
    entry(0x8825, 4, 1, big32(gpsAt)),
    big32(0),
    make,
    big16(2),
    entry(1, 2, 2, latin("N\0")),
    entry(2, 5, 3, big32(latitudeAt)),
    big32(0),
    ...[52, 1, 31, 1, 12, 1].map(big32),
  ]);
}

export const jpegSegment = (marker: number, content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([0xff, marker]), big16(content.length + 2), content]);

/** A JPEG with segments behind its first marker, and bytes behind its end. */
export async function makeJpeg(
  size: Size,
  pixel = quarters(size),
  segments: Buffer[] = [],
  tail = "",
): Promise<Buffer> {
  const plain = Buffer.from(await new Bun.Image(makePng(size, pixel)).jpeg({ quality: 90 }).bytes());
  return Buffer.concat([plain.subarray(0, 2), ...segments, plain.subarray(2), latin(tail)]);
}

/** A JPEG as a phone takes it. */
export const makePhoto = (size: Size, orientation = 1, pixel = quarters(size)): Promise<Buffer> =>
  makeJpeg(
    size,
    pixel,
    [
      jpegSegment(0xe1, Buffer.concat([latin("Exif\0\0"), makeExif(orientation)])),
      jpegSegment(0xe1, latin("http://ns.adobe.com/xap/1.0/\0SECRET-XMP")),
      jpegSegment(0xed, latin("Photoshop 3.0\0SECRET-IPTC")),
      jpegSegment(0xfe, latin("SECRET-COMMENT")),
      jpegSegment(0xe2, Buffer.concat([latin("ICC_PROFILE\0\x01\x01"), makeProfile()])),
      jpegSegment(0xe2, latin("MPF\0SECRET-CAMERA")),
    ],
    "SECRET-TAIL",
  );

/** An ICC profile of Display P3, in which phones keep colours that others can't show. It can carry more than that. */
export function makeProfile(): Buffer {
  const fixed = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(Math.round(value * 65_536));
    return bytes;
  };
  const xyz = (...values: number[]) => Buffer.concat([latin("XYZ \0\0\0\0"), ...values.map(fixed)]);
  const curve = Buffer.concat([
    latin("para\0\0\0\0\0\x03\0\0"),
    ...[2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].map(fixed),
  ]);
  const tags: [name: string, content: Buffer][] = [
    ["desc", latin("text\0\0\0\0SECRET-PROFILE\0\0")],
    ["cprt", latin("text\0\0\0\0SECRET-PROFILE\0\0")],
    ["wtpt", xyz(0.9642, 1, 0.8249)],
    ["rXYZ", xyz(0.51512, 0.2412, -0.00105)],
    ["gXYZ", xyz(0.29198, 0.69225, 0.04189)],
    ["bXYZ", xyz(0.1571, 0.06657, 0.78407)],
    ["rTRC", curve],
    ["gTRC", curve],
    ["bTRC", curve],
  ];
  const table: Buffer[] = [];
  let at = 128 + 4 + 12 * tags.length;
  for (const [name, content] of tags) {
    table.push(latin(name), big32(at), big32(content.length));
    at += content.length;
  }
  const header = Buffer.alloc(128);
  header.write("mntrRGB XYZ ", 12);
  header.write("acsp", 36);
  header.write("SECR", 48);
  Buffer.concat([0.9642, 1, 0.8249].map(fixed)).copy(header, 68);
  header.writeUInt32BE(at, 0);
  header.writeUInt32BE(0x04000000, 8);
  return Buffer.concat([header, big32(tags.length), ...table, ...tags.map(([, content]) => content)]);
}

const subBlocks = (bytes: Uint8Array): Buffer =>
  Buffer.concat([
    ...Array.from({ length: Math.ceil(bytes.length / 255) }, (_, index) => {
      const block = bytes.subarray(index * 255, index * 255 + 255);
      return Buffer.concat([Buffer.from([block.length]), block]);
    }),
    Buffer.from([0]),
  ]);

/** An extension of a GIF: a comment is 0xfe, one of an application is 0xff and begins with eleven letters of its name. */
export const gifExtension = (label: number, content: string): Buffer =>
  label === 0xff
    ? Buffer.concat([Buffer.from([0x21, label, 11]), latin(content.slice(0, 11)), subBlocks(latin(content.slice(11)))])
    : Buffer.concat([Buffer.from([0x21, label]), subBlocks(latin(content))]);

/** The picture of a frame in one of 128 colours, cleared so often that codes stay one byte long. */
function gifFrame({ width, height }: Size, colour: number): Buffer {
  const codes: number[] = [];
  for (let pixel = 0; pixel < width * height; pixel++) codes.push(...(pixel % 100 === 0 ? [128, colour] : [colour]));
  codes.push(129);
  const control = Buffer.from([0x21, 0xf9, 4, 0, 10, 0, 0, 0]);
  const descriptor = Buffer.concat([
    Buffer.from([0x2c, 0, 0, 0, 0]),
    little16(width),
    little16(height),
    Buffer.from([0]),
  ]);
  return Buffer.concat([control, descriptor, Buffer.from([7]), subBlocks(Buffer.from(codes))]);
}

/** A GIF with a frame for each colour, and whatever else is given before them and behind its end. */
export function makeGif(size: Size, colours: number[], extensions: Buffer[] = [], tail = ""): Buffer {
  const palette = Buffer.alloc(128 * 3);
  for (let index = 0; index < 128; index++) palette.set([index * 2, 255 - index * 2, (index * 31) & 255], index * 3);
  return Buffer.concat([
    latin("GIF89a"),
    little16(size.width),
    little16(size.height),
    Buffer.from([0xf6, 0, 0]),
    palette,
    ...(colours.length > 1 ? [gifExtension(0xff, "NETSCAPE2.0\x01\0\0")] : []),
    ...extensions,
    ...colours.map((colour) => gifFrame(size, colour)),
    Buffer.from([0x3b]),
    latin(tail),
  ]);
}

export const riffChunk = (name: string, content: Uint8Array): Buffer =>
  Buffer.concat([latin(name), little32(content.length), content, Buffer.alloc(content.length % 2)]);

export function makeRiff(chunks: Buffer[]): Buffer {
  const content = Buffer.concat([latin("WEBP"), ...chunks]);
  return Buffer.concat([latin("RIFF"), little32(content.length), content]);
}

export const ANIMATION = 0x02;
export const XMP = 0x04;
export const EXIF = 0x08;
export const ALPHA = 0x10;
export const PROFILE = 0x20;

export const webpHeader = ({ width, height }: Size, flags: number): Buffer =>
  riffChunk("VP8X", Buffer.concat([little32(flags), little24(width - 1), little24(height - 1)]));

/** The chunk of a picture of its own, as WebP keeps it. */
export async function webpPicture(size: Size, pixel = quarters(size), lossless = false): Promise<Buffer> {
  const whole = await new Bun.Image(makePng(size, pixel)).webp({ lossless, quality: 80 }).bytes();
  return Buffer.from(whole.subarray(12));
}

const TALK = [
  riffChunk("EXIF", makeExif(1)),
  riffChunk("XMP ", latin("SECRET-XMP")),
  riffChunk("MINE", latin("SECRET-CAMERA")),
];

/** A still WebP with metadata. */
export async function makeWebp(size: Size, pixel = quarters(size), orientation = 1): Promise<Buffer> {
  const [, xmp, own] = TALK as [Buffer, Buffer, Buffer];
  const chunks = [await webpPicture(size, pixel), riffChunk("EXIF", makeExif(orientation)), xmp, own];
  return Buffer.concat([makeRiff([webpHeader(size, EXIF | XMP), ...chunks]), latin("SECRET-TAIL")]);
}

/** A WebP that moves, with metadata and bytes behind its end. */
export async function makeMovingWebp(size: Size, frames: Pixel[]): Promise<Buffer> {
  const shown: Buffer[] = [];
  for (const pixel of frames) {
    const where = [little24(0), little24(0), little24(size.width - 1), little24(size.height - 1), little24(100)];
    shown.push(riffChunk("ANMF", Buffer.concat([...where, Buffer.from([0]), await webpPicture(size, pixel)])));
  }
  const flags = ANIMATION | EXIF | XMP | PROFILE;
  const chunks = [riffChunk("ICCP", makeProfile()), riffChunk("ANIM", Buffer.alloc(6)), ...shown, ...TALK];
  return Buffer.concat([makeRiff([webpHeader(size, flags), ...chunks]), latin("SECRET-TAIL")]);
}

/** Small files that claim to be enormous pictures. */
export const BOMBS: [name: string, bytes: Buffer][] = [
  [
    "png",
    Buffer.concat([
      PNG_SIGNATURE,
      pngHeader({ width: 50_000, height: 50_000 }),
      pngChunk("IDAT", deflateSync(Buffer.alloc(1_000_000))),
      pngChunk("IEND"),
    ]),
  ],
  [
    "gif",
    Buffer.concat([
      latin("GIF89a"),
      Buffer.from([255, 255, 255, 255, 0xf6, 0, 0]),
      makeGif({ width: 9, height: 9 }, [1]).subarray(13),
    ]),
  ],
  ["webp", makeRiff([riffChunk("VP8L", Buffer.from([0x2f, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 0, 0]))])],
  [
    "lying webp",
    makeRiff([
      webpHeader({ width: 16_777_216, height: 16_777_216 }, 0),
      riffChunk("VP8L", Buffer.from([0x2f, 3, 0xc0, 0, 0, 0, 0, 0])),
    ]),
  ],
];

/** A JPEG whose header says that it is so large. */
export async function makeJpegBomb(width = 65_500, height = 65_500): Promise<Buffer> {
  const bytes = await makeJpeg({ width: 16, height: 16 });
  const header = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  return Buffer.concat([bytes.subarray(0, header + 5), big16(height), big16(width), bytes.subarray(header + 9)]);
}

/** Videos as far as their first bytes: what tells their type, and something that stands for the rest. */
/** A box of an MP4. */
export const box = (name: string, content: Uint8Array): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8);
  head.write(name, 4, "latin1");
  return Buffer.concat([head, content]);
};

export const makeMp4 = (bytes = 1_000): Buffer =>
  Buffer.concat([
    box("ftyp", Buffer.from("isom\0\0\x02\0isomiso2avc1mp41", "latin1")),
    box("mdat", Buffer.alloc(bytes, 7)),
  ]);

/** Where the film of `withPlace` was taken. */
export const PLACE = "+48.8577+002.2950/";

/** The same film with a track of pictures, and with its place, as a phone notes it. */
export const withPlace = (film: Buffer): Buffer =>
  Buffer.concat([
    film,
    box(
      "moov",
      Buffer.concat([
        box("trak", box("mdia", box("hdlr", Buffer.from("\0\0\0\0\0\0\0\0vide")))),
        box("udta", box("\xa9xyz", Buffer.from(PLACE))),
      ]),
    ),
  ]);

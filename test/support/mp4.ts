/** Videos as far as their first bytes: what tells their type, and something that stands for the rest. */
const box = (name: string, content: Uint8Array): Buffer => {
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

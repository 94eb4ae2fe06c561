/** Photographs for the benchmark: as hard to compress as those of a camera, and each another one. */

/** A JPEG of so many pixels, with a little noise over soft shapes. */
export async function photo(width: number, height: number, seed: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await new Bun.Image(bitmap(width, height, seed)).jpeg({ quality: 88 }).bytes();
  return new Uint8Array(bytes);
}

const HEAD = 54;

/** A bitmap, which needs no compression. */
function bitmap(width: number, height: number, seed: number): Uint8Array {
  const line = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(HEAD + line * height);
  bytes.write("BM");
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(HEAD, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  let noise = seed + 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      noise = (noise * 1_103_515_245 + 12_345) & 0x7fffffff;
      const soft = 110 + 80 * Math.sin((x + seed * 37) / 210) * Math.cos(y / 170);
      const at = HEAD + y * line + x * 3;
      const grain = (noise >> 16) & 15;
      bytes[at] = soft + grain;
      bytes[at + 1] = soft * 0.8 + grain;
      bytes[at + 2] = soft * 0.6 + 40 + grain;
    }
  }
  return bytes;
}

/**
 * Archives as `tar` makes them, written while they are sent: nothing of them is kept in memory.
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06 (ustar)
 */

/** A file in an archive. `name`: up to 100 bytes, with folders; `at`: when it was changed, in ms. */
export type TarEntry = {
  name: string;
  bytes: number;
  at: number;
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
};

const BLOCK = 512;

/** Sizes up to here are written in octal digits, as the standard has it; larger ones as GNU and BSD do. */
const OCTAL = 8 ** 11;

/**
 * An archive of entries, in pieces. Its files are for their owner alone.
 * @throws when the body of an entry has not as many bytes as it was said
 */
export async function* tar(entries: AsyncIterable<TarEntry>): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) {
    yield headOf(entry);
    let bytes = 0;
    for await (const chunk of entry.body) {
      bytes += chunk.length;
      if (bytes > entry.bytes) break;
      yield chunk;
    }
    if (bytes !== entry.bytes) throw new Error(`${entry.name} has other than ${entry.bytes} bytes`);
    if (bytes % BLOCK > 0) yield new Uint8Array(BLOCK - (bytes % BLOCK));
  }
  yield new Uint8Array(2 * BLOCK);
}

function headOf({ name, bytes, at }: TarEntry): Uint8Array {
  const head = Buffer.alloc(BLOCK);
  if (Buffer.byteLength(name) > 100) throw new Error(`the name ${name} is too long for an archive`);
  head.write(name, 0);
  head.write("0000600\0", 100); // mode
  head.write("0000000\0", 108); // owner and group: whoever unpacks it
  head.write("0000000\0", 116);
  writeSize(head, bytes);
  head.write(`${octal(Math.floor(at / 1_000), 11)}\0`, 136);
  head.write("        ", 148); // counts as spaces in its own sum
  head.write("0", 156); // a file
  head.write("ustar\x0000", 257);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${octal(sum, 6)}\0 `, 148);
  return head;
}

function writeSize(head: Buffer, bytes: number): void {
  if (bytes < OCTAL) return void head.write(`${octal(bytes, 11)}\0`, 124);
  head.writeUInt32BE(0x80000000, 124);
  head.writeBigUInt64BE(BigInt(bytes), 128);
}

const octal = (number: number, digits: number): string => number.toString(8).padStart(digits, "0");

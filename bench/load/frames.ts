/** WebSocket frames by hand: as little work per row as possible, so that the load generator is not what is measured. */
import { MARKER } from "./text.ts";

const MARK = MARKER.charCodeAt(0);

/** The request that asks for a WebSocket. */
export const handshake = (path: string, headers = ""): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nUpgrade: websocket\r\n` +
  `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${headers}\r\n`;

/** A text frame as clients send them; masked with zeros, which leaves the text as it is. */
export function clientFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  if (payload.length > 65_535) throw new RangeError("too long for a frame of the benchmark");
  const long = payload.length > 125;
  const head = Buffer.alloc(long ? 8 : 6);
  head[0] = 0x81;
  head[1] = 0x80 | (long ? 126 : payload.length);
  if (long) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

export type FrameReader = {
  /** Takes what arrived and returns the number of markers in the payloads of its frames. */
  count: (chunk: Buffer) => number;
};

/** @param onPayload is called with each piece of a payload and whether its frame ends there, if somebody wants to read */
export function frameReader(onPayload?: (piece: Buffer, ends: boolean) => void): FrameReader {
  let remaining = 0;
  let partial: Buffer | undefined;

  return {
    count(chunk) {
      if (partial) chunk = Buffer.concat([partial, chunk]);
      partial = undefined;
      let markers = 0;
      let at = 0;
      let mark = chunk.indexOf(MARK);
      while (at < chunk.length) {
        if (remaining === 0) {
          const header = headerAt(chunk, at);
          if (!header) {
            partial = Buffer.from(chunk.subarray(at));
            break;
          }
          remaining = header.payload;
          at += header.length;
        }
        const end = Math.min(chunk.length, at + remaining);
        while (mark !== -1 && mark < at) mark = chunk.indexOf(MARK, mark + 1); // in a header: a length, no marker
        while (mark !== -1 && mark < end) {
          markers++;
          mark = chunk.indexOf(MARK, mark + 1);
        }
        remaining -= end - at;
        onPayload?.(chunk.subarray(at, end), remaining === 0);
        at = end;
      }
      return markers;
    },
  };
}

function headerAt(chunk: Buffer, at: number): { length: number; payload: number } | undefined {
  if (chunk.length - at < 2) return undefined;
  const short = (chunk[at + 1] ?? 0) & 127;
  const length = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (chunk.length - at < length) return undefined;
  const payload =
    short === 127 ? Number(chunk.readBigUInt64BE(at + 2)) : short === 126 ? chunk.readUInt16BE(at + 2) : short;
  return { length, payload };
}

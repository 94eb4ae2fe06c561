/** Files for a test: pictures that are drawn here, sent as the page's script does, and messages that carry them. */
import { randomUUID } from "node:crypto";

import type { Person } from "./person.ts";

/** A picture as a bitmap: colours that pass into each other, so that each part of it is another. */
export function bitmap(width: number, height: number, hue = 0): Uint8Array {
  const row = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + row * height);
  bytes.write("BM");
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  const shades = (length: number, shift: number) =>
    Uint8Array.from({ length }, (_, at) => 128 + 90 * Math.sin(Math.PI * (at / length + hue / 6 + shift)));
  const [blue, green, reds, redsUp] = [shades(width, 0), shades(height, 0.5), shades(width, 1.1), shades(height, 1.3)];
  for (let y = 0; y < height; y++) {
    for (let x = 0, at = 54 + y * row; x < width; x++) {
      bytes[at++] = blue[x] ?? 0;
      bytes[at++] = green[y] ?? 0;
      bytes[at++] = ((reds[x] ?? 0) + (redsUp[y] ?? 0)) >> 1;
    }
  }
  return bytes;
}

const made = new Map<string, Promise<Uint8Array>>();

/** A JPEG; the same one again for the same size and hue. */
export function makePicture(width: number, height: number, hue = 0): Promise<Uint8Array> {
  const key = [width, height, hue].join();
  const picture = made.get(key) ?? new Bun.Image(bitmap(width, height, hue)).jpeg({ quality: 85 }).bytes();
  made.set(key, picture);
  return picture;
}

/** A tone of some seconds as a WAV. */
export function makeSound(seconds: number): Uint8Array {
  const [rate, count] = [8_000, 8_000 * seconds];
  const bytes = Buffer.alloc(44 + count, 128);
  bytes.write("RIFF");
  bytes.writeUInt32LE(36 + count, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate, 28);
  bytes.writeUInt16LE(1, 32);
  bytes.writeUInt16LE(8, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(count, 40);
  for (let index = 0; index < count; index++) bytes[44 + index] = 128 + Math.round(20 * Math.sin(index / 3));
  return bytes;
}

type Sending = { name?: string; room?: string; description?: string; waveform?: string };

/** Sends a file; returns its address and its id. */
export async function sendFile(
  person: Person,
  bytes: string | Uint8Array,
  { name = "notes.txt", room = "lobby", ...about }: Sending = {},
): Promise<{ path: string; id: string }> {
  const response = await person.ask(`/rooms/${room}/files`, {
    method: "POST",
    body: bytes as NonNullable<RequestInit["body"]>,
    headers: { "x-file-name": encodeURIComponent(name), "content-type": "application/octet-stream" },
  });
  if (response.status !== 201) throw new Error(`${name}: ${response.status} ${await response.text()}`);
  const path = response.headers.get("location") ?? "";
  const said = Object.entries(about).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (said.length > 0) {
    const body = new URLSearchParams(said);
    const described = await person.ask(`${path}/description`, { method: "POST", body });
    if (described.status >= 400) throw new Error(`${name}: ${described.status} ${await described.text()}`);
  }
  return { path, id: path.split("/")[2] ?? "" };
}

/** Posts a message with files; returns its row, and its id. */
export async function postFiles(
  person: Person,
  files: { id: string }[],
  body = "",
  room = "lobby",
): Promise<{ row: string; id: number }> {
  const form = new URLSearchParams({ body, key: randomUUID() });
  for (const { id } of files) form.append("file", id);
  const headers = { "HX-Request": "true" };
  const response = await person.ask(`/rooms/${room}/messages`, { method: "POST", body: form, headers });
  const row = await response.text();
  if (response.status !== 201) throw new Error(`${response.status} ${row}`);
  return { row, id: Number(/data-id="(\d+)"/.exec(row)?.[1]) };
}

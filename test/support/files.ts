/** Files, sent as a page's script sends them. */
import type { Person } from "./person.ts";

export type UploadOptions = { name?: string; room?: string; headers?: Record<string, string> };

const bodyOf = (bytes: string | Uint8Array) => bytes as NonNullable<RequestInit["body"]>;

/** Sends a file in one request. */
export const upload = (
  person: Person,
  bytes: string | Uint8Array,
  { name = "notes.txt", room = "lobby", headers }: UploadOptions = {},
): Promise<Response> =>
  person.ask(`/rooms/${room}/files`, {
    method: "POST",
    body: bodyOf(bytes),
    headers: { "x-file-name": encodeURIComponent(name), "content-type": "application/octet-stream", ...headers },
  });

export type Sent = { path: string; id: string };

/** Sends a file that has to be accepted; returns its address and its id. */
export async function send(person: Person, bytes: string | Uint8Array, options?: UploadOptions): Promise<Sent> {
  const response = await upload(person, bytes, options);
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  const path = response.headers.get("location") ?? "";
  return { path, id: path.split("/")[2] ?? "" };
}

/** Announces a file of so many bytes. */
export const begin = (person: Person, length: number, name = "large.bin", room = "lobby"): Promise<Response> =>
  upload(person, "", { name, room, headers: { "upload-length": String(length), "tus-resumable": "1.0.0" } });

/** Sends bytes of a file that was announced. */
export const sendPart = (person: Person, path: string, offset: number, bytes: string | Uint8Array) =>
  person.ask(path, {
    method: "PATCH",
    body: bodyOf(bytes),
    headers: { "content-type": "application/offset+octet-stream", "upload-offset": String(offset) },
  });

/** Posts a message that carries files; returns its answer. */
export function postFiles(
  person: Person,
  files: string[],
  body = "",
  room = "lobby",
  key: string = crypto.randomUUID(),
) {
  const form = new URLSearchParams({ key, body });
  for (const id of files) form.append("file", id);
  return person.ask(`/rooms/${room}/messages`, { method: "POST", body: form, headers: { "HX-Request": "true" } });
}

/** A picture that no format makes small, so that its thumbnails are worth having. */
export const picture = (width: number, height: number): Promise<Uint8Array> =>
  new Bun.Image(pixels(width, height)).jpeg().bytes();

/** Noise, as a bitmap. */
function pixels(width: number, height: number): Uint8Array {
  const row = Math.ceil((width * 3) / 4) * 4;
  const bitmap = Buffer.alloc(54 + row * height);
  bitmap.write("BM");
  bitmap.writeUInt32LE(bitmap.length, 2);
  bitmap.writeUInt32LE(54, 10);
  bitmap.writeUInt32LE(40, 14);
  bitmap.writeInt32LE(width, 18);
  bitmap.writeInt32LE(height, 22);
  bitmap.writeUInt16LE(1, 26);
  bitmap.writeUInt16LE(24, 28);
  for (let at = 54; at < bitmap.length; at += 65_536) crypto.getRandomValues(bitmap.subarray(at, at + 65_536));
  return bitmap;
}

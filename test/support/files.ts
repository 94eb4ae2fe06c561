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
export const begin = (person: Person, length: number, name = "large.bin"): Promise<Response> =>
  upload(person, "", { name, headers: { "upload-length": String(length), "tus-resumable": "1.0.0" } });

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

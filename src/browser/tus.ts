/**
 * Brings one file to the server in parts, from where it stopped, in the ways of the tus protocol.
 * @see https://tus.io/protocols/resumable-upload
 */
import { problemIn } from "./problem.ts";

/** The network or the server is not there now: sending goes on by itself later. `wait` is in ms, where the server named a time. */
export class Interrupted extends Error {
  constructor(readonly wait?: number) {
    super("interrupted");
  }
}

/** The server does not take the file; the message is for its sender. */
export class FileRejected extends Error {}

/** Bytes of a part: one takes a second or two, so that little is lost with it and progress is seen. The first is the smallest. */
const LEAST = 65_536;
const MOST = 4_194_304;
const PART_TIME = 1_500;
/** A connection on which nothing moves for this long, in ms, is dead. The server may need a while to prepare a picture. */
const SILENCE = 30_000;

/** Where the server asks for a longer wait than this, in ms, the file counts as refused, and its sender reads why. */
const LONGEST_WAIT = 60_000;

let partBytes = LEAST;

type Task = {
  room: string;
  name: string;
  size: number;
  original?: boolean;
  /** Its address, where the server knows of it already. */
  path?: string;
  /** @throws FileRejected when they can't be read any more */
  bytes: () => Promise<Blob>;
  signal: AbortSignal;
  onPath: (path: string) => void;
  /** Bytes that have left. */
  onProgress: (bytes: number) => void;
};

/**
 * Sends what is missing of a file, and returns what the server makes of it, as HTML.
 * @throws Interrupted, to be tried again; FileRejected
 */
export async function sendFile(task: Task): Promise<string> {
  let { path } = task;
  let offset: number | undefined = path ? await offsetOf(path, task.signal) : undefined;
  if (!path || offset === undefined) {
    path = await create(task);
    offset = 0;
  }
  for (;;) {
    task.onProgress(offset);
    const from: number = offset;
    const part = from < task.size ? (await task.bytes()).slice(from, from + partBytes) : undefined;
    const started = performance.now();
    const answer: Answer = await ask("PATCH", path, {
      signal: task.signal,
      headers: { "Upload-Offset": String(from), "Content-Type": "application/offset+octet-stream" },
      body: part,
      onProgress: (bytes) => task.onProgress(from + bytes),
    }).catch((error) => {
      partBytes = Math.max(LEAST, partBytes / 2);
      throw error;
    });
    if (answer.status === 413 && partBytes > LEAST) {
      partBytes = LEAST; // a proxy on the way takes no more at once
      throw new Interrupted(0);
    }
    check(answer, [404, 409]); // it went on elsewhere, or is gone: what is there is asked for next time
    offset = Number(answer.header("Upload-Offset"));
    if (part?.size === partBytes) adapt(performance.now() - started);
    if (offset >= task.size) return answer.html;
  }
}

/** Announces the file; returns its address. */
async function create({ room, name, size, original, signal, onPath }: Task): Promise<string> {
  const headers: Record<string, string> = { "Upload-Length": String(size), "X-File-Name": encodeURIComponent(name) };
  if (original) headers["X-File-Original"] = "1";
  const answer = await ask("POST", `/rooms/${room}/files`, { signal, headers });
  check(answer);
  const path = answer.header("Location") ?? "";
  onPath(path);
  return path;
}

/** How many bytes have come; undefined when the server does not know the file any more. */
async function offsetOf(path: string, signal: AbortSignal): Promise<number | undefined> {
  const answer = await ask("HEAD", path, { signal });
  if (answer.status === 404) return undefined;
  check(answer);
  return Number(answer.header("Upload-Offset"));
}

/** Slower or faster than it should be: the next part is smaller or larger. */
function adapt(took: number): void {
  const factor = Math.min(4, Math.max(0.5, PART_TIME / Math.max(1, took)));
  partBytes = Math.min(MOST, Math.max(LEAST, Math.round(partBytes * factor)));
}

/** @param later statuses after which it is tried again, whatever the server says */
function check({ status, html, header }: Answer, later: number[] = []): void {
  if (status >= 200 && status < 300) return;
  if (status === 401) location.assign(header("HX-Redirect") ?? "/login"); // what is kept goes on after the log-in
  const problem = problemIn(html);
  const wait = Number(header("Retry-After")) * 1_000 || undefined;
  const isFinal =
    problem && !(wait && wait <= LONGEST_WAIT) && status !== 401 && status !== 503 && !later.includes(status);
  throw isFinal ? new FileRejected(problem) : new Interrupted(wait);
}

type Answer = { status: number; html: string; header: (name: string) => string | null };

type Request = {
  signal?: AbortSignal;
  headers?: Record<string, string>;
  body?: Blob;
  onProgress?: (bytes: number) => void;
};

/** A request that tells how much of it has left, which `fetch` can't. */
export function ask(
  method: string,
  path: string,
  { signal, headers, body, onProgress }: Request = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), SILENCE);
    };
    const abort = () => request.abort();
    request.open(method, path);
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("Tus-Resumable", "1.0.0");
    for (const [name, value] of Object.entries(headers ?? {})) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => {
      heard();
      onProgress?.(loaded);
    };
    request.onload = () => {
      const { status, responseText: html } = request;
      resolve({ status, html, header: (name) => request.getResponseHeader(name) });
    };
    request.onerror = request.onabort = () => reject(new Interrupted());
    request.onloadend = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    signal?.addEventListener("abort", abort);
    heard();
    request.send(body);
  });
}

/** Forms with parts, read as they come: texts are kept, files are handed on, so that none has to fit into memory. */
import { Readable, type Writable } from "node:stream";

import { lazy } from "../lib/lazy.ts";
import { collect, FIELDS, type Fields, UNREADABLE } from "./body.ts";
import { type ErrorDetails, HttpError } from "./error.tsx";

/** Read with the first such form, for most servers see few. */
const busboy = lazy((): typeof import("@fastify/busboy") => require("@fastify/busboy"));

export type PartsOptions = {
  /** Most bytes of all texts together. */
  textBytes: number;
  /** Most files. */
  files: number;
  /** Time without a byte after which the form is given up, in ms. */
  pause: number;
  /** Takes a file, one after the other. What it throws ends the reading. */
  take: (file: ComingFile) => Promise<void>;
};

export type ComingFile = { name: string; bytes: AsyncIterable<Uint8Array> };

const STOOD_STILL: ErrorDetails = {
  status: 408,
  sentence: "The form broke off before all of it had come. Send it again.",
};

/** Bytes of a head of a part, and of a name in it. */
const HEAD = 8_192;
const NAME = 200;

/**
 * The texts of a form with parts, once all its files were taken. A field for files without one is left out.
 * @throws HttpError 400 when it is no such form, or has more in it than it may
 */
export async function readParts(request: Request, { textBytes, files, pause, take }: PartsOptions): Promise<Fields> {
  const contentType = request.headers.get("content-type") ?? "";
  if (!request.body || !/;\s*boundary=/i.test(contentType)) throw new HttpError(UNREADABLE);
  const reader = openBusboy(contentType, { textBytes, files });
  const texts: [string, string][] = [];
  let left = textBytes;
  let count = 0;
  let taking: Promise<void> = Promise.resolve();
  let watch: Timer | undefined;
  /** The file that is coming. */
  let current: Readable | undefined;

  const reading = new Promise<void>((resolve, reject) => {
    const refuse = () => reject(new HttpError(UNREADABLE));
    reader.on("field", (name, value, _nameTruncated, valueTruncated) => {
      left -= name.length + Buffer.byteLength(value);
      if (valueTruncated || left < 0) refuse();
      else texts.push([name, value]);
    });
    reader.on("file", (_field, stream, name) => {
      if (!name || ++count > files) stream.on("error", refuse);
      if (!name) return void stream.resume();
      if (count > files) return refuse();
      current = stream;
      const taken = taking.then(() => take({ name, bytes: stream }));
      stream.on("error", () => void taken.then(refuse, reject)); // who takes no more of it has said why
      taking = taken.finally(() => stream.resume());
      taking.catch(reject);
    });
    for (const limit of ["partsLimit", "filesLimit", "fieldsLimit"] as const) reader.on(limit, refuse);
    reader.on("error", refuse);
    reader.on("finish", () => void taking.then(resolve, reject));
    const source = Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]);
    source.on("error", (error) => {
      refuse();
      current?.destroy(error); // who takes it need not wait for more
    });
    source.pipe(reader);
    watch = watchPauses(source, reader, pause, () => {
      reject(new HttpError(STOOD_STILL));
      source.destroy(); // and so the file that is being taken breaks off as well
    });
  });
  await reading.finally(() => clearInterval(watch));
  return collect(texts);
}

/** Calls back when nothing has come for a while. What comes may have to wait until it is taken: that is no pause. */
function watchPauses(source: Readable, reader: Writable, pause: number, onPause: () => void): Timer {
  let last = performance.now();
  source.on("data", () => (last = performance.now()));
  return setInterval(() => {
    if (reader.writableLength > 0) last = performance.now();
    else if (performance.now() - last > pause) onPause();
  }, pause / 4);
}

function openBusboy(contentType: string, { textBytes, files }: { textBytes: number; files: number }) {
  const most = files + 1; // and a field without a file
  const { Busboy } = busboy();
  const limits = { fields: FIELDS, files: most, parts: FIELDS + most, fieldSize: textBytes, fieldNameSize: NAME };
  try {
    return new Busboy({ headers: { "content-type": contentType }, limits: { ...limits, headerSize: HEAD } });
  } catch {
    throw new HttpError(UNREADABLE);
  }
}

/** Files: what a message with a picture costs its readers, what sending costs, and whether it holds anybody up. */
import { randomUUID } from "node:crypto";

import { type Burst, burst, type Crowd, openParlorCrowd, wrongIn } from "../load/crowd.ts";
import { photo } from "../load/pictures.ts";
import { httpSpeaker, type Speaker } from "../load/posting.ts";
import type { Receivers } from "../load/receivers.ts";
import { median } from "../measure/statistics.ts";
import { type Outcome, show } from "../report/figure.ts";
import { type Parlor, startParlor } from "../servers/parlor.ts";
import { type Running, startBun } from "../servers/start.ts";
import type { Options } from "./options.ts";

const READERS = 1_000;
const RATE = 20;
const LARGE = { width: 4_000, height: 3_000, photos: 20 };
/** A file that is only stored, and how many are sent at once. */
const FILE_BYTES = 1_048_576;
const SENDERS = 4;

type Sender = Pick<Parlor, "port" | "cookies">;

/** Sends a file; returns its address. */
async function send(
  { port, cookies }: Sender,
  bytes: Uint8Array<ArrayBuffer>,
  person: number,
  path = "/rooms/lobby/files",
) {
  const cookie = cookies[person % Math.max(1, cookies.length)]?.slice("Cookie: ".length).trim() ?? "";
  const response = await fetch(`http://localhost:${port}${path}`, {
    method: "POST",
    body: bytes,
    headers: { cookie, host: "localhost", origin: "http://localhost", "x-file-name": "photo.jpg" },
  });
  if (response.status !== 201) throw new Error(`a file was refused: ${response.status} ${await response.text()}`);
  return response.headers.get("location") ?? "";
}

/** Says messages that carry a file each, of those that were sent before. */
function pictureSpeaker(server: Sender, ids: string[]): Speaker {
  const person = 0; // who sent them
  return httpSpeaker(
    server,
    () => ({ cookie: server.cookies[person] ?? "", path: "/rooms/lobby/messages" }),
    () => ({
      key: randomUUID(),
      file: ids.pop() ?? "none left",
    }),
  );
}

export async function files(receivers: Receivers, { full, times }: Options): Promise<Outcome> {
  const crowd = await openParlorCrowd(receivers, READERS);
  const server = crowd.server as Parlor;
  const count = full ? 60 : 20;
  const plain: Burst[] = [];
  const pictures: Burst[] = [];
  const ids: string[] = [];
  for (let index = 0; index < count * times; index++) {
    ids.push((await send(server, await photo(640, 480, index), 0)).split("/")[2] ?? "");
  }
  const withPictures: Crowd = { ...crowd, speaker: pictureSpeaker(server, ids) };
  for (let time = 0; time < times; time++) {
    plain.push(await burst(crowd, count, RATE));
    pictures.push(await burst(withPictures, count, RATE));
  }
  const held = await whilePhotosCome(crowd, server, full);
  await crowd.close();
  const sent = await sendMany(full ? 200 : 60, times);
  const wire = await onTheWire();
  const of = (bursts: Burst[], read: (burst: Burst) => number) => median(bursts.map(read));
  return {
    title: `Files: ${READERS.toLocaleString("en")} readers`,
    figures: [
      {
        what: "a message with a picture: CPU per row",
        value: of(pictures, (one) => one.cpuPerRow) / of(plain, (one) => one.cpuPerRow),
        unit: "× without",
        atMost: 2,
      },
      {
        what: "bytes of its row",
        value: of(pictures, (one) => one.bytesPerRow) - of(plain, (one) => one.bytesPerRow),
        unit: "more than without",
        atMost: 900,
      },
      { what: "rows missing or doubled", value: wrongIn([...plain, ...pictures]), unit: "", atMost: 0 },
      {
        what: `p99 latency while ${LARGE.photos} photos of 12 megapixels come`,
        value: held.busy / Math.max(held.quiet, 5),
        unit: "× quiet (at least 5 ms)",
        atMost: 3,
      },
      { what: "a thumbnail in the log", value: wire.small / wire.original, unit: "of a photo's bytes", atMost: 0.05 },
      {
        what: "a thumbnail on a sharp screen",
        value: wire.large / wire.original,
        unit: "of a photo's bytes",
        atMost: 0.2,
      },
      { what: "files of 1 MB per CPU second", value: sent.bare / sent.parlor, unit: "× a bare route", atLeast: 0.3 },
    ],
    tables: [
      {
        columns: ["", "CPU µs/row (all runs)", "bytes/row"],
        rows: Object.entries({ plain, "with a picture": pictures }).map(([name, bursts]) => [
          name,
          bursts.map((one) => show(one.cpuPerRow)).join(", "),
          show(of(bursts, (one) => one.bytesPerRow)),
        ]),
      },
      {
        columns: ["", "ms CPU per file of 1 MB", "files/s"],
        rows: [
          ["parlor", show(sent.parlor / 1_000), show(sent.parlorPerSecond)],
          ["bare", show(sent.bare / 1_000), show(sent.barePerSecond)],
        ],
      },
      {
        columns: ["", "ms"],
        rows: [
          ["p99 latency, quiet", show(held.quiet)],
          ["p99 latency while photos come", show(held.busy)],
          [`${LARGE.photos} photos of 12 megapixels, from the first to the last answer`, show(held.took)],
        ],
      },
    ],
    notes: [
      `The bare route streams the body into a file, hashes it, and has it on the disk, by its hash, before it answers: what Parlor does, without who, where, and how much. ${SENDERS} files come at once.`,
      `A photo of 12 megapixels has ${show(wire.original / 1e6)} MB as it is kept (within 2,560 pixels), ${show(wire.small / 1e3)} KB as the thumbnail that the log loads, and ${show(wire.large / 1e3)} KB as the one for sharp screens.`,
    ],
  };
}

/** The latency of messages to the crowd, quiet and while large photos are sent, in ms. */
async function whilePhotosCome(crowd: Crowd, server: Parlor, full: boolean) {
  const photos = await Promise.all(
    Array.from({ length: LARGE.photos }, (_, index) => photo(LARGE.width, LARGE.height, index)),
  );
  const seconds = full ? 8 : 4;
  const quiet = await burst(crowd, RATE * seconds, RATE);
  const started = performance.now();
  const sending = Promise.all(photos.map((bytes, index) => send(server, bytes, index)));
  let took = 0;
  void sending.then(() => (took = performance.now() - started));
  const busy: Burst[] = [];
  do busy.push(await burst(crowd, RATE * seconds, RATE));
  while (took === 0);
  await sending;
  return { quiet: quiet.p99, busy: Math.max(...busy.map(({ p99 }) => p99)), took };
}

/** CPU time of both servers for a file, in µs, and files a second. */
async function sendMany(count: number, times: number) {
  const parlor = await startParlor({ people: SENDERS, environment: { FILES_PER_PERSON_DAY: "900000000000" } });
  const bare = await startBun("uploads", { DATA_DIR: parlor.folder });
  const press = async (server: Running & Partial<Sender>, path: string) => {
    const before = { cpu: server.cpu(), at: performance.now() };
    let left = count;
    const lane = async (person: number) => {
      while (left-- > 0) await send({ port: server.port, cookies: server.cookies ?? [] }, randomBytes(), person, path);
    };
    await Promise.all(Array.from({ length: SENDERS }, (_, person) => lane(person)));
    const seconds = (performance.now() - before.at) / 1_000;
    return { cpu: (server.cpu() - before.cpu) / count, perSecond: count / seconds };
  };
  const results: Record<"parlor" | "bare", { cpu: number; perSecond: number }[]> = { parlor: [], bare: [] };
  for (let time = 0; time <= times; time++) {
    const pair = { parlor: await press(parlor, "/rooms/lobby/files"), bare: await press(bare, "/") };
    if (time === 0) continue; // until the code is compiled
    results.parlor.push(pair.parlor);
    results.bare.push(pair.bare);
  }
  await parlor.stop();
  await bare.stop();
  const of = (name: "parlor" | "bare", read: "cpu" | "perSecond") => median(results[name].map((one) => one[read]));
  return {
    ...{ parlor: of("parlor", "cpu"), bare: of("bare", "cpu") },
    ...{ parlorPerSecond: of("parlor", "perSecond"), barePerSecond: of("bare", "perSecond") },
  };
}

/** What nobody can compress, nor has stored before. */
function randomBytes(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(FILE_BYTES);
  for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}

/** Bytes of a photo as it is kept and as the log loads it. */
async function onTheWire() {
  const parlor = await startParlor({ people: 1 });
  const path = await send(parlor, await photo(LARGE.width, LARGE.height, 7), 0);
  const [, , id] = path.split("/");
  const cookie = parlor.cookies[0]?.slice("Cookie: ".length).trim() ?? "";
  const bytesAt = async (address: string) => {
    const response = await fetch(`http://localhost:${parlor.port}${address}`, {
      headers: { cookie, host: "localhost" },
    });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return (await response.arrayBuffer()).byteLength;
  };
  const [original, small, large] = [
    await bytesAt(path),
    await bytesAt(`/files/${id}/thumb-480.webp`),
    await bytesAt(`/files/${id}/thumb-1200.webp`),
  ];
  await parlor.stop();
  return { original: original ?? 0, small: small ?? 0, large: large ?? 0 };
}

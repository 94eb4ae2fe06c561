/** What goes over the wire: for a message to a reader, and for a first visit. */
import { connectHttp, getRequest, type HttpConnection, postRequest } from "../load/http.ts";
import { MESSAGES } from "../load/posting.ts";
import { textOf } from "../load/text.ts";
import { sum } from "../measure/statistics.ts";
import type { Outcome, Table } from "../report/figure.ts";
import { startParlor } from "../servers/parlor.ts";

const LENGTH = 80;
/** Bytes around the text of a plain row. */
const MOST_AROUND = 350;
/** What a frame of 126 bytes to 64 KB begins with, and what TCP and IPv4 put before each packet, time stamps included. */
const FRAME_HEADER = 4;
const PACKET_HEADER = 52;
/** What the script asks for once the room is there. */
const WORKER = ["/service-worker.js", "/offline"];
/** What browsers take. */
const ENCODINGS = "Accept-Encoding: gzip, deflate, br, zstd\r\n";

export async function bytes(): Promise<Outcome> {
  const parlor = await startParlor({ people: 50, messages: 1_000 });
  const connection = await connectHttp(parlor.port);
  try {
    const cookie = parlor.cookies[0] ?? "";
    const key = crypto.randomUUID();
    const post = postRequest(MESSAGES, { body: textOf(1, LENGTH), key }, cookie);
    const { body: row, bytes: answer } = await connection.ask(post);
    const parts = partsOf(row);
    const around = row.length - LENGTH;
    const landing = await visit(connection, "/", "");
    const room = await visit(connection, "/rooms/lobby", cookie, WORKER);
    return {
      title: "Bytes on the wire",
      figures: [
        { what: "a plain row, around its text", value: around, unit: "bytes", atMost: MOST_AROUND },
        {
          what: "an 80-character message to a reader, alone in its packet",
          value: row.length + FRAME_HEADER + PACKET_HEADER,
          unit: "bytes",
        },
        { what: "first visit of the landing page", value: landing.total, unit: "bytes" },
        { what: "first visit of the room, with 50 rows", value: room.total, unit: "bytes" },
      ],
      tables: [
        {
          columns: [`an ${LENGTH}-character message to a reader`, "bytes"],
          rows: [
            ...Object.entries(parts),
            ["WebSocket, shared by all rows of a frame", FRAME_HEADER],
            ["TCP and IPv4, shared by all rows of a packet", PACKET_HEADER],
            ["sum", row.length + FRAME_HEADER + PACKET_HEADER],
            ["(posting it: request of a bare client, answer with the row)", `${post.length}, ${answer}`],
          ],
        },
        landing.table,
        room.table,
      ],
      notes: [
        "Bytes of answers are headers and body as they are sent to a browser that takes Brotli and gzip; requests, TCP and TLS come on top. Script and style are kept by browsers for a year, under their hash; the touch icon is asked for by some systems only.",
      ],
    };
  } finally {
    connection.close();
    await parlor.stop();
  }
}

/** The parts of a row, in bytes; together they are all of it. */
function partsOf(row: string): Record<string, number> {
  const of = (pattern: RegExp) => sum([...row.matchAll(pattern)].map(([all]) => all.length));
  const parts = {
    "the text": LENGTH,
    "its key, by which pages and outboxes know it": of(/(?<=id="m-)[^"]+/g),
    "id, rev and author": of(/(?<=data-(?:id|rev|author)=")[^"]+/g),
    "the author's name and avatar": of(/(?<=<bdi[^>]*>)[^<]+/g) + of(/<b class="avatar.*?<\/b>/gs),
    "the time, for the script and for people": of(/(?<=datetime=")[^"]+/g) + of(/(?<=<time[^>]*>)[^<]+/g),
    "the address": of(/(?<=href=")[^"]+/g),
  };
  return { ...parts, "tags, classes and the rest": row.length - sum(Object.values(parts)) };
}

type Visit = { table: Table; total: number };

/** Everything a browser asks for on the first visit of a page. */
async function visit(connection: HttpConnection, path: string, cookie: string, more: string[] = []): Promise<Visit> {
  const plain = await connection.ask(getRequest(path, cookie));
  const linked = [...plain.body.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="([^"]+)"/g)].map(
    ([, address = ""]) => address,
  );
  const rows: (string | number)[][] = [];
  for (const address of [path, ...new Set(linked), ...more]) {
    const sent = await connection.ask(getRequest(address, cookie + ENCODINGS));
    const whole = address === path ? plain : await connection.ask(getRequest(address, cookie));
    rows.push([kindOf(address, path), sent.bytes - sent.body.length, sent.body.length, whole.body.length, sent.bytes]);
  }
  const total = sum(rows.map(([, , , , all]) => Number(all)));
  return {
    table: {
      columns: [`first visit of ${path}`, "headers", "body", "body, not compressed", "together"],
      rows: [...rows, ["sum", "", "", "", total]],
    },
    total,
  };
}

const kindOf = (address: string, page: string): string =>
  address === page ? "the page" : address.replace(/-[\w]{6,}(?=\.)/, "-…");

/** Bare routes that take the same form: `/parse` only reads it, `/insert` also stores it durably, in groups. */
import { Database } from "bun:sqlite";
import { join } from "node:path";

const FLUSH_INTERVAL = 50;

const db = new Database(join(process.env.DATA_DIR ?? ".", "posting.sqlite"), { create: true });
db.run("PRAGMA journal_mode = WAL");
db.run("PRAGMA synchronous = FULL");
db.run(
  "CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, body TEXT, at INTEGER)",
);
const insert = db.prepare("INSERT INTO messages (key, body, at) VALUES (?, ?, ?)");

let queue: { key: string; body: string; done: () => void }[] = [];
const row = " ".repeat(Number(process.env.ROW_BYTES ?? 400));
const created = () => new Response(row, { status: 201, headers: { "content-type": "text/html; charset=utf-8" } });

function flush() {
  const batch = queue;
  queue = [];
  db.run("BEGIN IMMEDIATE");
  for (const { key, body } of batch) insert.run(key, body, Date.now());
  db.run("COMMIT");
  for (const { done } of batch) done();
}

async function readForm(request: Request) {
  const fields = new URLSearchParams(await request.text());
  return { key: fields.get("key") ?? "", body: fields.get("body") ?? "" };
}

const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  routes: {
    "/parse": async (request) => {
      const { key, body } = await readForm(request);
      return key && body ? created() : new Response("empty", { status: 422 });
    },
    "/insert": async (request) => {
      const { key, body } = await readForm(request);
      if (queue.length === 0) setTimeout(flush, FLUSH_INTERVAL);
      await new Promise<void>((done) => queue.push({ key, body, done }));
      return created();
    },
  },
});
process.stdout.write(`${server.port}\n`);

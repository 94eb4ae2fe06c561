/** What there is to watch: figures that the features keep anyway, gathered when somebody asks. */
import type { Database } from "bun:sqlite";
import { statSync } from "node:fs";
import { join } from "node:path";

import type { Config } from "../config.ts";
import { numberFrom } from "../database/values.ts";
import type { WriteQueueFigures } from "../database/write-queue.ts";
import { openHistogram } from "../lib/histogram.ts";
import type { Events } from "./events.ts";
import { counter, gauge, histogram, type Sample } from "./format.ts";

export type Metrics = {
  /** All figures as they are now, as text for Prometheus. */
  text: () => string;
  close: () => void;
};

/** What the sockets went through so far. */
export type LiveFigures = {
  open: number;
  people: number;
  opened: number;
  /** Gone while something waited for them that the network had not taken. */
  dropped: number;
  /** Frames for whole rooms, each once, and for every page; and the rows in them. */
  frames: number;
  delivered: number;
  rows: number;
};

type LiveSource = { figures: () => LiveFigures; measureBacklog: () => void };

/** What there is of files. */
export type FileFigures = {
  /** All that is stored. */
  bytes: number;
  /** Files that are coming now. */
  underWay: number;
  /** Files that are on their way or wait for their message. */
  unsent: number;
  /** What the last sweep missed, or found damaged. */
  lost: number;
};

type Sources = {
  config: Pick<Config, "dataDir" | "metricsToken" | "metricsPort">;
  db: Database;
  events: Events;
  commits: WriteQueueFigures;
  live: LiveSource;
  files: () => FileFigures;
};

/** Time between two looks at the event loop, in ms. */
const LOOK = 500;

const FILES = ["parlor.sqlite", "parlor.sqlite-wal"];

export function openMetrics({ config, db, events, commits, live, files: readFiles }: Sources): Metrics {
  const lag = openHistogram();
  let due = performance.now() + LOOK;
  const look = () => {
    const now = performance.now();
    lag.observe(Math.max(0, now - due) / 1000);
    due = now + LOOK;
    live.measureBacklog();
  };
  const isWatched = config.metricsToken !== "" || config.metricsPort > 0;
  const timer = isWatched ? setInterval(look, LOOK) : undefined;
  timer?.unref();

  const text = () => {
    live.measureBacklog();
    const sockets = live.figures();
    const { transactions, writes, failed } = commits;
    const files = readFiles();
    return [
      gauge("parlor_sockets", "Pages that are open now.", sockets.open),
      gauge("parlor_people_online", "People with at least one page open.", sockets.people),
      counter("parlor_sockets_opened_total", "Pages opened, and opened again after an outage.", sockets.opened),
      counter("parlor_sockets_dropped_total", "Readers too slow for what was sent; they resume.", sockets.dropped),
      counter("parlor_frames_total", "Frames sent to whole rooms, each counted once.", sockets.frames),
      counter("parlor_frames_delivered_total", "The same frames, counted for every page.", sockets.delivered),
      counter("parlor_rows_total", "Messages sent to whole rooms, changed ones again.", sockets.rows),
      counter("parlor_messages_total", "Messages ever stored.", numbered(db, "messages")),
      gauge("parlor_rooms", "Rooms.", countOf(db, "rooms")),
      gauge("parlor_accounts", "Accounts.", countOf(db, "users")),
      histogram("parlor_commit_seconds", "How long a transaction takes.", transactions),
      histogram("parlor_write_seconds", "From a write to its durability.", writes),
      counter("parlor_login_failures_total", "Log-ins with a wrong name or password.", events.count("log-in failed")),
      counter("parlor_commit_failures_total", "Transactions that storage did not take.", failed),
      counter("parlor_events_total", "What the log has lines for.", events.all()),
      histogram("parlor_event_loop_lag_seconds", "How late timers are.", lag),
      gauge("parlor_database_bytes", "Size of the files.", sizes(config.dataDir)),
      gauge("parlor_files_bytes", "Bytes of all files and their thumbnails.", files.bytes),
      gauge("parlor_uploads", "Files that are coming now.", files.underWay),
      gauge("parlor_files_unsent", "Files that no message carries yet.", files.unsent),
      gauge("parlor_files_lost", "Files that the last sweep did not find, or found damaged.", files.lost),
      gauge("process_resident_memory_bytes", "Memory of the process.", process.memoryUsage.rss()),
      counter("process_cpu_seconds_total", "CPU time of the process.", cpuSeconds()),
      gauge("process_start_time_seconds", "When the process started, since 1970.", performance.timeOrigin / 1000),
    ].join("");
  };

  return { text, close: () => clearInterval(timer) };
}

const countOf = (db: Database, table: string): number =>
  orNotANumber(() => numberFrom(db, `SELECT count(*) FROM ${table}`));

/** The highest number a table has given to a row, which counts those that are gone as well. */
const numbered = (db: Database, table: string): number =>
  orNotANumber(() => numberFrom(db, "SELECT max(seq) FROM sqlite_sequence WHERE name = ?", table));

/** What is read from the database; not a number while that does not answer, so that the other figures can be told. */
export function orNotANumber(read: () => number): number {
  try {
    return read();
  } catch {
    return NaN;
  }
}

const sizes = (folder: string): Sample[] =>
  FILES.map((file) => ({
    labels: { file },
    value: statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0,
  }));

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

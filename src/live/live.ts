/** Everything live: sockets, presence, broadcasting, and the heartbeat. */
import type { Database } from "bun:sqlite";

import type { Server } from "bun";

import type { Session } from "../auth/sessions.ts";
import type { Config } from "../config.ts";
import type { Logger } from "../logger.ts";
import { readCursor } from "../messages/cursor.ts";
import type { LatestPageCache } from "../messages/log.tsx";
import type { RowCache } from "../messages/row.tsx";
import { readEpoch } from "../messages/store.ts";
import type { LiveFigures } from "../metrics/metrics.ts";
import { type Room } from "../rooms/store.ts";
import { buildOf, type Site } from "../views/layout.tsx";
import { openActivity } from "./activity.ts";
import { openBroadcast } from "./broadcast.ts";
import { openCatchUp } from "./catch-up.ts";
import { CLOSE, Connection, type ConnectionDeps, topicOf } from "./connection.ts";
import { openFrameLimit } from "./frame-limit.ts";
import type { Present } from "./presence.ts";

export type Live = {
  /** A connection to hand to `server.upgrade`: a page of a session in a room, going on from a cursor. */
  connect: (session: Session, room: Room, cursor: string | undefined) => Connection;
  /** Who is in a room, by name, those who are away last. */
  people: (room: Room) => Present[];
  /** The ids of a person's sessions of which a page is open. */
  openSessions: (userId: number) => Set<string>;
  /** Whether somebody has a page open, and looks at one. */
  presenceOf: (userId: number) => "here" | "away" | undefined;
  /** The ids of everybody who has a page open. */
  peopleHere: () => number[];
  /** Closes the pages of sessions that have ended; they lead to the log-in. */
  closeSessions: (ids: string[]) => void;
  /** Sends a frame to every page of a person. */
  send: (userId: number, frame: string) => void;
  /** Tells open pages at once that they should look different now. */
  announceBuild: () => void;
  /** Whether the latest changes could not be sent; the next commit tries again. */
  isFailing: () => boolean;
  /** Sends what the latest commit changed. */
  afterCommit: () => void;
  /** Publishes frames with a server from now on, until what is returned is called. There is one for each listener. */
  attach: (server: Server<unknown>) => () => void;
  figures: () => LiveFigures;
  /** Counts the bytes that wait for each reader: when one is dropped for being slow, the close itself does not say so. */
  measureBacklog: () => void;
  /** Closes every socket; the pages come back when the server does. */
  close: () => void;
};

type Deps = {
  config: Config;
  log: Logger;
  site: Site;
  db: Database;
  rows: RowCache;
  logs: LatestPageCache;
  /** The last page of a person was closed. */
  gone?: (userId: number) => void;
  /** Messages of a room changed. */
  changed?: (room: number) => void;
};

export function openLive({ config, log, site, db, rows, logs, gone, changed }: Deps): Live {
  /** A frame without content, which swaps nothing: it says which build of script and style pages should have. */
  const heartbeatFrame = () => JSON.stringify({ heartbeat: buildOf(site) });
  const epoch = readEpoch(db);
  const connections = new Map<number, Set<Connection>>();
  const figures = { open: 0, opened: 0, dropped: 0, frames: 0, delivered: 0, rows: 0 };
  const servers = new Set<Server<unknown>>();
  let failing = false;

  function publish(room: number, frame: string) {
    const topic = topicOf(room);
    figures.frames++;
    for (const server of servers) {
      figures.delivered += server.subscriberCount(topic);
      server.publish(topic, frame, false);
    }
  }

  function publishEverywhere(frame: string) {
    for (const room of activity.rooms()) publish(room, frame);
  }

  function publishRows(room: number, frame: string) {
    logs.forget(room);
    changed?.(room);
    publish(room, frame);
  }

  const broadcast = openBroadcast(db, rows, publishRows, publishEverywhere);

  const activity = openActivity({ publish });

  const frameLimit = openFrameLimit({
    most: config.clientMessagesPer10s,
    pauseMs: config.framePauseSeconds * 1000,
    keys: config.rateLimitKeys,
  });

  const catchUp = openCatchUp(db, rows);

  const connectionDeps: ConnectionDeps = {
    db,
    catchUp,
    logs,
    catchUpRows: config.catchUpRows,
    admit(connection) {
      const { id } = connection.session.member;
      const own = connections.get(id) ?? new Set();
      if (own.size >= config.socketsPerPerson || frameLimit.isPaused(id)) return false;
      connections.set(id, own.add(connection));
      figures.open++;
      figures.opened++;
      return true;
    },
    entered: activity.entered,
    countFrame(person) {
      const verdict = frameLimit.count(person);
      if (verdict === "close") log.warn("too many frames", { user: person });
      return verdict;
    },
    received: activity.received,
    left(connection) {
      const { id } = connection.session.member;
      const own = connections.get(id);
      own?.delete(connection);
      if (own?.size === 0) {
        connections.delete(id);
        gone?.(id);
      }
      activity.left(connection);
      figures.open--;
      if (connection.waiting > 0) figures.dropped++;
    },
  };

  const closeAll = (code: number, reason: string, which: (connection: Connection) => boolean) => {
    for (const own of [...connections.values()]) {
      for (const connection of [...own]) if (which(connection)) connection.socket?.close(code, reason);
    }
  };

  const heartbeat = setInterval(() => {
    const now = Date.now();
    closeAll(CLOSE.notLoggedIn, "the session has expired", ({ session }) => session.expiresAt <= now);
    publishEverywhere(heartbeatFrame());
  }, config.heartbeatSeconds * 1000);

  return {
    connect(session, room, cursor) {
      return new Connection(connectionDeps, session, room, readCursor(cursor, { epoch, rev: catchUp.latest() }));
    },
    people: activity.people,
    closeSessions(ids) {
      const ended = new Set(ids);
      closeAll(CLOSE.notLoggedIn, "logged out", ({ session }) => ended.has(session.id));
    },
    send(userId, frame) {
      for (const { socket, entered } of connections.get(userId) ?? []) if (entered) socket?.send(frame);
    },
    announceBuild: () => publishEverywhere(heartbeatFrame()),
    isFailing: () => failing,
    openSessions: (userId) => new Set([...(connections.get(userId) ?? [])].map(({ session }) => session.id)),
    presenceOf(userId) {
      const own = connections.get(userId);
      if (!own) return undefined;
      return [...own].every(({ away }) => away) ? "away" : "here";
    },
    peopleHere: () => [...connections.keys()],
    afterCommit() {
      catchUp.forget();
      failing = true;
      figures.rows += broadcast.send();
      failing = false;
    },
    attach(server) {
      servers.add(server);
      return () => void servers.delete(server);
    },
    figures: () => ({ ...figures, people: connections.size }),
    measureBacklog() {
      for (const own of connections.values()) {
        for (const connection of own) connection.waiting = connection.socket?.getBufferedAmount() ?? 0;
      }
    },
    close() {
      clearInterval(heartbeat);
      activity.close();
      closeAll(CLOSE.restart, "the server is restarting", () => true);
    },
  };
}

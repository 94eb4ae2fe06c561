/** Everything that is open right now: sockets, who is here, broadcasting, and the sign of life. */
import type { Database } from "bun:sqlite";

import type { Server } from "bun";

import type { Session, Sessions } from "../accounts/sessions.ts";
import type { Config } from "../config.ts";
import type { Logs } from "../rooms/log.tsx";
import type { RowCache } from "../rooms/row.tsx";
import { latestRev, readEpoch, type Room } from "../rooms/store.ts";
import { buildOf, type Site } from "../views/layout.tsx";
import { openBroadcast } from "./broadcast.ts";
import { CLOSE, Connection, type Surroundings, topicOf } from "./connection.ts";
import { readCursor } from "./cursor.ts";
import { openHints } from "./hints.ts";
import type { Present } from "./presence.ts";

export type Live = {
  /** A connection to hand to `server.upgrade`: a page of a session in a room, going on from a cursor. */
  connect: (session: Session, room: Room, cursor: string | undefined) => Connection;
  /** Who is in a room, by name, those who are away last. */
  people: (room: Room) => Present[];
  /** Sends what the latest commit changed. */
  afterCommit: () => void;
  /** The server that frames are published with, once it listens. */
  attach: (server: Server<unknown>) => void;
  /** Closes every socket; the pages come back when the server does. */
  close: () => void;
};

type Parts = { config: Config; site: Site; db: Database; rows: RowCache; logs: Logs; sessions: Sessions };

export function openLive({ config, site, db, rows, logs, sessions }: Parts): Live {
  /** A frame without content, which swaps nothing: the line is alive, and this is what the page should be made of. */
  const sign = JSON.stringify({ heartbeat: buildOf(site) });
  const epoch = readEpoch(db);
  const connections = new Map<number, Set<Connection>>();
  let server: Server<unknown> | undefined;

  const publish = (room: number, frame: string) => void server?.publish(topicOf(room), frame, false);

  const broadcast = openBroadcast(db, rows, (room, frame) => {
    logs.changed(room);
    publish(room, frame);
  });

  const hints = openHints({ publish, signsPer10s: config.signsPer10s });

  const around: Surroundings = {
    db,
    rows,
    logs,
    catchUpRows: config.catchUpRows,
    admit(connection) {
      const { id } = connection.session.member;
      const own = connections.get(id) ?? new Set();
      if (own.size >= config.socketsPerPerson) return false;
      connections.set(id, own.add(connection));
      return true;
    },
    entered: hints.entered,
    heard: hints.heard,
    left(connection) {
      const { id } = connection.session.member;
      const own = connections.get(id);
      own?.delete(connection);
      if (own?.size === 0) connections.delete(id);
      hints.left(connection);
    },
  };

  const closeAll = (code: number, reason: string, which: (connection: Connection) => boolean) => {
    for (const own of [...connections.values()]) {
      for (const connection of [...own]) if (which(connection)) connection.socket?.close(code, reason);
    }
  };

  sessions.onEnd((sessionId) =>
    closeAll(CLOSE.notLoggedIn, "logged out", (connection) => connection.session.id === sessionId),
  );

  const heartbeat = setInterval(() => {
    const now = Date.now();
    closeAll(CLOSE.notLoggedIn, "the session has expired", ({ session }) => session.expiresAt <= now);
    for (const room of hints.rooms()) publish(room, sign);
  }, config.heartbeatSeconds * 1000);

  return {
    connect(session, room, cursor) {
      return new Connection(around, session, room, readCursor(cursor, { epoch, rev: latestRev(db) }));
    },
    people: hints.people,
    afterCommit: () => broadcast.send(),
    attach: (listening) => void (server = listening),
    close() {
      clearInterval(heartbeat);
      hints.close();
      closeAll(CLOSE.restart, "the server is restarting", () => true);
    },
  };
}

/** Everything that is open right now: sockets, who is here, broadcasting, and the sign of life. */
import type { Database } from "bun:sqlite";

import type { Server } from "bun";

import type { Member, Session, Sessions } from "../accounts/sessions.ts";
import type { Config } from "../config.ts";
import type { Logs } from "../rooms/log.tsx";
import type { RowCache } from "../rooms/row.tsx";
import { latestRev, listRooms, readEpoch, type Room } from "../rooms/store.ts";
import { buildOf, type Site } from "../views/layout.tsx";
import { openBroadcast } from "./broadcast.ts";
import { CLOSE, Connection, type Surroundings, topicOf } from "./connection.ts";
import { readCursor } from "./cursor.ts";
import { openPresence } from "./presence.ts";
import { hereFrame } from "./views.tsx";

export type Live = {
  /** A connection to hand to `server.upgrade`: a page of a session in a room, going on from a cursor. */
  connect: (session: Session, room: Room, cursor: string | undefined) => Connection;
  /** Who is in a room, by name. */
  people: (room: Room) => Member[];
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
  const hereFrames = new Map<number, string>();
  let server: Server<unknown> | undefined;

  const publish = (room: number, frame: string) => void server?.publish(topicOf(room), frame, false);

  const broadcast = openBroadcast(db, rows, (room, frame) => {
    logs.changed(room);
    publish(room, frame);
  });

  const presence = openPresence((roomId) => {
    hereFrames.delete(roomId);
    const room = listRooms(db).find(({ id }) => id === roomId);
    if (room) publish(roomId, frameOf(room));
  });

  const frameOf = (room: Room): string => {
    const frame = hereFrames.get(room.id) ?? hereFrame({ people: presence.people(room.id), slug: room.slug });
    hereFrames.set(room.id, frame);
    return frame;
  };

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
    entered(connection) {
      const { room, session, socket } = connection;
      const isNew = presence.enter(room.id, session.member);
      if (!isNew) socket?.send(frameOf(room)); // a new person is news to everybody, in a moment
      connection.entered = true;
    },
    left(connection) {
      const { id } = connection.session.member;
      const own = connections.get(id);
      own?.delete(connection);
      if (own?.size === 0) connections.delete(id);
      if (connection.entered) presence.leave(connection.room.id, connection.session.member);
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
    for (const room of presence.rooms()) publish(room, sign);
  }, config.heartbeatSeconds * 1000);

  return {
    connect(session, room, cursor) {
      return new Connection(around, session, room, readCursor(cursor, { epoch, rev: latestRev(db) }));
    },
    people: (room) => presence.people(room.id),
    afterCommit: () => broadcast.send(),
    attach: (listening) => void (server = listening),
    close() {
      clearInterval(heartbeat);
      presence.close();
      closeAll(CLOSE.restart, "the server is restarting", () => true);
    },
  };
}

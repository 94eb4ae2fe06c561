/** Everything live: sockets, presence, broadcasting, and the heartbeat. */
import type { Database } from "bun:sqlite";

import type { Server } from "bun";

import type { Session } from "../auth/sessions.ts";
import type { Config } from "../config.ts";
import { readId } from "../http/query.ts";
import type { Logger } from "../logger.ts";
import { readCursor } from "../messages/cursor.ts";
import type { LatestPageCache } from "../messages/log.tsx";
import type { RowCache } from "../messages/row.tsx";
import { readEpoch } from "../messages/store.ts";
import type { NewestMessages } from "../messages/unread.store.ts";
import type { LiveFigures } from "../metrics/metrics.ts";
import type { RoomChange } from "../rooms/change.store.ts";
import { openPeopleOfRooms } from "../rooms/people-of-rooms.ts";
import type { Positions } from "../rooms/positions.ts";
import { findRoomForAll, listPeople, type Room } from "../rooms/store.ts";
import { whyNotWrite } from "../rooms/writing.store.ts";
import { buildOf, type Site } from "../views/layout.tsx";
import { openActivity } from "./activity.ts";
import { openBroadcast } from "./broadcast.ts";
import { openCatchUp } from "./catch-up.ts";
import { CLOSE, Connection, type ConnectionDeps, OPEN_ROOMS, PLACE, topicOf } from "./connection.ts";
import { openFrameLimit } from "./frame-limit.ts";
import type { Present } from "./presence.ts";
import { openSignals } from "./signals.ts";
import { SUSPENDED_FRAME } from "./views.tsx";

export type Live = {
  /**
   * A connection to hand to `server.upgrade`: a page of a session in a room, going on from a cursor. Nothing when there is
   * no such room for its person.
   */
  connect: (session: Session, slug: string, cursor: string | undefined) => Connection | undefined;
  /** Who is in a room, by name, those who are away after the others; of a closed or direct room last those who are not here. */
  people: (room: Pick<Room, "id">) => Present[];
  /** The ids of a person's sessions of which a page is open. */
  openSessions: (userId: number) => Set<string>;
  /** Whether somebody has a page open, and looks at one. */
  presenceOf: (userId: number) => "here" | "away" | undefined;
  /** The ids of everybody who has a page open. */
  peopleHere: () => number[];
  /** Closes the pages of sessions that have ended; they lead to the log-in. */
  closeSessions: (ids: string[]) => void;
  /** Closes the pages of somebody who was suspended, and says so in them. */
  closeSuspended: (userId: number) => void;
  /** Sends a frame to every page of a person. */
  send: (userId: number, frame: string) => void;
  /** Something about a room is different: pages whose people may not be there any more close, lists are told. */
  roomChanged: (change: RoomChange) => void;
  /** The same when it is only about one of its people. */
  peopleChanged: (change: { room: number; user: number }) => void;
  /** Somebody hears another part of a room now. */
  levelChanged: (userId: number) => void;
  /** What is shown of a person is different. */
  userChanged: (userId: number) => void;
  /** Other messages of a room are for these people; 0 is everybody. */
  forMeChanged: (change: { room: number; users: number[] }) => void;
  /** Messages of a room are gone, and that is all for now. */
  messagesRemoved: (room: number) => void;
  /** What is kept is different, of a room or of all of them: pages show that. */
  retentionChanged: (change: { room: number | null }) => void;
  /** Somebody has read a room up to a message. */
  read: (userId: number, room: number, id: number) => void;
  /** What is unread for somebody is different: their pages hear of it in a moment. */
  unreadChanged: (userId: number) => void;
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
  newest: NewestMessages;
  positions: Positions;
  /** The item of an open room in the list of somebody to whom nothing is new there. */
  renderListed: (room: Room) => string;
  /** The last page of a person was closed. */
  gone?: (userId: number) => void;
};

export function openLive(deps: Deps): Live {
  const { config, log, site, db, rows, logs, newest, positions, renderListed, gone } = deps;
  /** A frame without content, which swaps nothing: it says which build of script and style pages should have. */
  const heartbeatFrame = () => JSON.stringify({ heartbeat: buildOf(site) });
  const epoch = readEpoch(db);
  const connections = new Map<number, Set<Connection>>();
  const figures = { open: 0, opened: 0, dropped: 0, frames: 0, delivered: 0, rows: 0 };
  const servers = new Set<Server<unknown>>();
  let failing = false;

  function publish(topic: string, frame: string) {
    figures.frames++;
    for (const server of servers) {
      figures.delivered += server.subscriberCount(topic);
      server.publish(topic, frame, false);
    }
  }

  const publishToAll = (frame: string) => publish(PLACE, frame);
  const publishToRoom = (room: number, frame: string) => publish(topicOf(room), frame);

  function publishRows(room: number, frame: string) {
    logs.forget(room);
    publishToRoom(room, frame);
  }

  const peopleOf = openPeopleOfRooms(db);

  const signals = openSignals({
    db,
    newest,
    positions,
    peopleOf,
    publish: publishToAll,
    publishTo: publishToRoom,
    visited: () => activity.visited(),
    renderListed,
    pagesOf: (user) => [...(connections.get(user) ?? [])].filter(({ entered }) => entered),
    here: connections,
  });

  const broadcast = openBroadcast({ db, rows, changed: signals.messagesChanged, publish: publishRows, publishToAll });

  const activity = openActivity({
    publish: publishToRoom,
    publishToOpen: (frame) => publish(OPEN_ROOMS, frame),
    peopleOf,
    listPeople: (room) => listPeople(db, room),
    mayWrite: (room, user) => whyNotWrite(db, { room, user }) === undefined,
  });

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
    mayEnter,
    topics: ({ room }) => (peopleOf.of(room.id) === "everybody" ? [PLACE, OPEN_ROOMS] : [PLACE]),
    entered(connection) {
      activity.entered(connection);
      signals.entered(connection.session.member.id, connection);
    },
    countFrame(person) {
      const verdict = frameLimit.count(person);
      if (verdict === "close") log.warn("too many frames", { user: person });
      return verdict;
    },
    received(connection, message) {
      const { room, session } = connection;
      const id = typeof message === "string" && message.startsWith("read ") ? readId(message.slice(5)) : undefined;
      if (id !== undefined) signals.read(session.member.id, room.id, id, connection);
      else if (message === "unread") signals.sendUnread(session.member.id);
      else activity.received(connection, message);
    },
    left(connection) {
      const { id } = connection.session.member;
      const own = connections.get(id);
      own?.delete(connection);
      if (own?.size === 0) {
        connections.delete(id);
        signals.left(id);
        gone?.(id);
      }
      activity.left(connection);
      figures.open--;
      if (connection.waiting > 0) figures.dropped++;
    },
  };

  const all = (): Connection[] => [...connections.values()].flatMap((own) => [...own]);

  const closeAll = (code: number, reason: string, which: (connection: Connection) => boolean) => {
    for (const connection of all()) if (which(connection)) connection.socket?.close(code, reason);
  };

  function mayEnter({ room, session }: Connection): boolean {
    return peopleOf.has(room.id, session.member.id);
  }

  /** Pages of a room whose people may not be there any more are closed; the others hear what is theirs now. */
  function checkPages(room: number, pages: Iterable<Connection>) {
    for (const connection of [...pages]) {
      if (connection.room.id !== room) continue;
      if (!mayEnter(connection)) connection.turnAway();
      else if (connection.entered) connection.subscribe();
    }
    activity.roomChanged(room);
  }

  const heartbeat = setInterval(() => {
    const now = Date.now();
    closeAll(CLOSE.notLoggedIn, "the session has expired", ({ session }) => session.expiresAt <= now);
    publishToAll(heartbeatFrame());
  }, config.heartbeatSeconds * 1000);

  return {
    connect(session, slug, cursor) {
      const room = findRoomForAll(db, slug);
      if (!room || !peopleOf.has(room.id, session.member.id)) return undefined;
      return new Connection(connectionDeps, session, room, readCursor(cursor, { epoch, rev: catchUp.latest() }));
    },
    people: activity.people,
    closeSessions(ids) {
      const ended = new Set(ids);
      closeAll(CLOSE.notLoggedIn, "logged out", ({ session }) => ended.has(session.id));
    },
    closeSuspended(userId) {
      for (const connection of [...(connections.get(userId) ?? [])]) connection.turnAway("suspended", SUSPENDED_FRAME);
    },
    send(userId, frame) {
      for (const { socket, entered } of connections.get(userId) ?? []) if (entered) socket?.send(frame);
    },
    announceBuild: () => publishToAll(heartbeatFrame()),
    roomChanged(change) {
      peopleOf.forget(change.room);
      checkPages(change.room, all());
      signals.roomChanged(change);
    },
    peopleChanged({ room, user }) {
      peopleOf.forget(room);
      checkPages(room, connections.get(user) ?? []);
      signals.standingChanged(user);
    },
    levelChanged: signals.standingChanged,
    userChanged(userId) {
      signals.personChanged(userId);
      activity.personChanged(userId);
    },
    forMeChanged: signals.forMeChanged,
    messagesRemoved: signals.messagesRemoved,
    retentionChanged: ({ room }) => (room === null ? signals.listsChanged() : signals.roomChanged({ room })),
    read: signals.read,
    unreadChanged: signals.sendUnread,
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
      signals.close();
      closeAll(CLOSE.restart, "the server is restarting", () => true);
    },
  };
}

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
import { type Activity, openActivity } from "./activity.ts";
import { openBroadcast } from "./broadcast.ts";
import { openCatchUp } from "./catch-up.ts";
import { CLOSE, Connection, type ConnectionDeps, OPEN_ROOMS, PLACE, topicOf } from "./connection.ts";
import { openConnections, type OpenPages } from "./connections.ts";
import { openFrameLimit } from "./frame-limit.ts";
import { openSignals, type Signals } from "./signals.ts";

type Forwarded = Pick<Activity, "people"> & Pick<Signals, "forMeChanged" | "messagesRemoved" | "read">;

export type Live = OpenPages &
  Forwarded & {
    /**
     * A connection to hand to `server.upgrade`: a page of a session in a room, going on from a cursor. Nothing when there is
     * no such room for its person.
     */
    connect: (session: Session, slug: string, cursor: string | undefined) => Connection | undefined;
    /** Something about a room is different: pages whose people may not be there any more close, lists are told. */
    roomChanged: (change: RoomChange) => void;
    /** The same when it is only about one of its people. */
    peopleChanged: (change: { room: number; user: number }) => void;
    /** Somebody hears another part of a room now. */
    levelChanged: (userId: number) => void;
    /** What is shown of a person is different. */
    userChanged: (userId: number) => void;
    /** What is kept is different, of a room or of all of them: pages show that. */
    retentionChanged: (change: { room: number | null }) => void;
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
    /** Closes every socket; the pages come back when the server does. */
    close: () => void;
  };

type Deps = {
  config: Pick<
    Config,
    | "catchUpRows"
    | "clientMessagesPer10s"
    | "framePauseSeconds"
    | "heartbeatSeconds"
    | "rateLimitKeys"
    | "socketsPerPerson"
  >;
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
  const connections = openConnections();
  const figures = { frames: 0, delivered: 0, rows: 0 };
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
    pagesOf: (user) => connections.of(user).filter(({ entered }) => entered),
    here: connections.byPerson,
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
    admit: (connection) =>
      !frameLimit.isPaused(connection.session.member.id) && connections.add(connection, config.socketsPerPerson),
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
      if (connections.remove(connection)) {
        signals.left(id);
        gone?.(id);
      }
      activity.left(connection);
    },
  };

  function mayEnter({ room, session }: Connection): boolean {
    return peopleOf.has(room.id, session.member.id);
  }

  /** Pages of a room whose people may not be there any more are closed; the others hear what is theirs now. */
  function checkPages(room: number, pages: Connection[]) {
    for (const connection of pages) {
      if (connection.room.id !== room) continue;
      if (!mayEnter(connection)) connection.turnAway();
      else if (connection.entered) connection.subscribe();
    }
    activity.roomChanged(room);
  }

  const heartbeat = setInterval(() => {
    const now = Date.now();
    connections.close(CLOSE.notLoggedIn, "the session has expired", ({ session }) => session.expiresAt <= now);
    publishToAll(heartbeatFrame());
  }, config.heartbeatSeconds * 1000);

  return {
    ...connections.pages,
    connect(session, slug, cursor) {
      const room = findRoomForAll(db, slug);
      if (!room || !peopleOf.has(room.id, session.member.id)) return undefined;
      return new Connection(connectionDeps, session, room, readCursor(cursor, { epoch, rev: catchUp.latest() }));
    },
    people: activity.people,
    announceBuild: () => publishToAll(heartbeatFrame()),
    roomChanged(change) {
      peopleOf.forget(change.room);
      checkPages(change.room, connections.all());
      signals.roomChanged(change);
    },
    peopleChanged({ room, user }) {
      peopleOf.forget(room);
      checkPages(room, connections.of(user));
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
    figures: () => ({ ...figures, ...connections.figures, people: connections.byPerson.size }),
    close() {
      clearInterval(heartbeat);
      activity.close();
      signals.close();
      connections.close(CLOSE.restart, "the server is restarting");
    },
  };
}

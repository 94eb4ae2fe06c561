/** The socket of one open page: it catches up first, and subscribes last. */
import type { Database } from "bun:sqlite";

import type { ServerWebSocket } from "bun";

import type { Session } from "../auth/sessions.ts";
import { ownReactions } from "../messages/changes.store.ts";
import type { Resume } from "../messages/cursor.ts";
import type { LatestPageCache } from "../messages/log.tsx";
import { countChanges } from "../messages/store.ts";
import type { Room } from "../rooms/store.ts";
import type { CatchUp } from "./catch-up.ts";
import type { Verdict } from "./frame-limit.ts";
import { ownReactionsFrame } from "./views.tsx";

/** Why the server closes a socket. The page goes on by itself after those below 4000. */
export const CLOSE = {
  restart: 1012,
  notLoggedIn: 4401,
  notAllowed: 4403,
  tooMany: 4429,
} as const;

/** How long a page has to take in why it is closed, in ms; one that only sends never reads it. */
const GRACE = 1_000;

/** What a connection needs of the server around it. */
export type ConnectionDeps = {
  db: Database;
  catchUp: CatchUp;
  logs: LatestPageCache;
  catchUpRows: number;
  /** Whether there is room for one more page of this person; if so it counts from now on. */
  admit: (connection: Connection) => boolean;
  /** Whether its person may (still) be in its room. */
  mayEnter: (connection: Connection) => boolean;
  /** What its pages hear besides their room. */
  topics: (connection: Connection) => string[];
  /** The page has caught up and receives everything from now on. */
  entered: (connection: Connection) => void;
  left: (connection: Connection) => void;
  /** Counts a frame against the person's limit, whichever of their pages sent it. */
  countFrame: (person: number) => Verdict;
  /** A page sent a client message within the limit. */
  received: (connection: Connection, message: unknown) => void;
};

export type Socket = ServerWebSocket<Connection>;

/** The name under which a room's frames are published. */
export const topicOf = (room: number): string => `room ${room}`;

/** What is for every page, and what is for those of all open rooms. */
export const PLACE = "place";
export const OPEN_ROOMS = "open rooms";

/** The `data` of a socket; Elysia passes the socket's events on to it. */
export class Connection {
  socket: Socket | undefined;
  private rev = 0;
  /** The rev up to which it knows of changed people. */
  private usersRev = 0;
  /** The same of what is gone from its room: also a page that keeps its list, when the latest comes unasked, hears of that. */
  private goneRev = 0;
  private admitted = false;
  /** It was closed because its person may not be there: nothing more leaves. */
  private turnedAway = false;
  /** A frame waits in the socket's buffer; the next follows when that has drained. */
  private behind = false;
  /** Its person counts as being here. */
  entered = false;
  /** Its page has been out of sight for a while. */
  away = false;
  /** The rev at which its page was rendered, or up to which it had caught up before; 0 when that is not known. */
  since = 0;
  /** Bytes that waited for the reader when they were last counted. */
  waiting = 0;

  constructor(
    private readonly deps: ConnectionDeps,
    readonly session: Session,
    readonly room: Room,
    private readonly resume: Resume,
  ) {}

  open(socket: Socket): void {
    this.socket = socket;
    this.admitted = this.deps.admit(this);
    if (!this.admitted) return void socket.close(CLOSE.tooMany, "too many pages are open");
    if (!this.deps.mayEnter(this)) return this.turnAway(); // since the handshake that has changed
    const { db, logs, catchUp, catchUpRows } = this.deps;
    const latest = catchUp.latest();
    this.rev = this.usersRev = this.resume.from === "rev" ? this.resume.rev : latest;
    this.since = this.goneRev = this.resume.from === "latest page" ? 0 : this.rev;
    const mayBeTooMany = latest - this.rev > catchUpRows; // of all rooms together
    const tooMany = mayBeTooMany && countChanges(db, this.room.id, this.rev, catchUpRows + 1) > catchUpRows;
    if (tooMany || this.resume.from === "latest page") {
      this.rev = this.usersRev = latest;
      const content = logs.latest(this.room);
      const own = logs.own(this.room, this.session.member.id);
      const list = JSON.stringify({ target: "#log", swap: "outerHTML", content, own });
      if (!this.deliver(socket, list)) return;
    }
    this.catchUp(socket);
  }

  /**
   * Sends what the page missed, frame by frame, as fast as the reader takes it. The turn that finds nothing more subscribes,
   * so that nothing can happen in between, and nothing is published to a reader that is still behind.
   */
  private catchUp(socket: Socket): void {
    const users = this.deps.catchUp.users(this.usersRev);
    this.usersRev = this.deps.catchUp.latest();
    if (users !== undefined && !this.deliver(socket, users)) return; // before rows, which move the page's cursor past them
    const gone = this.deps.catchUp.gone(this.room.id, this.goneRev);
    this.goneRev = this.deps.catchUp.latest();
    if (gone !== undefined && !this.deliver(socket, gone)) return;
    for (;;) {
      const missed = this.deps.catchUp.after(this.room.id, this.rev);
      if (!missed) break;
      this.rev = missed.rev;
      if (missed.reacted.length > 0) this.sendOwnReactions(socket, missed.reacted);
      if (!this.deliver(socket, missed.frame)) return;
    }
    this.subscribe();
    this.deps.entered(this);
  }

  /** Hears its room from now on, and what it should hear besides; also when that has changed. */
  subscribe(): void {
    const topics = [topicOf(this.room.id), ...this.deps.topics(this)];
    for (const topic of this.socket?.subscriptions ?? []) if (!topics.includes(topic)) this.socket?.unsubscribe(topic);
    for (const topic of topics) this.socket?.subscribe(topic);
  }

  /**
   * Its person may not be in its room any more: from this turn on it hears nothing, and its page is told why.
   * @param frame says more than the code does
   */
  turnAway(reason = "not in this room any more", frame?: string): void {
    this.turnedAway = true;
    this.behind = false;
    for (const topic of this.socket?.subscriptions ?? []) this.socket?.unsubscribe(topic);
    if (frame !== undefined) this.socket?.send(frame);
    this.socket?.close(CLOSE.notAllowed, reason);
  }

  /** What the reader chose in other pages meanwhile; small, so that whether it was taken shows in the rows that follow. */
  private sendOwnReactions(socket: Socket, messages: number[]): void {
    socket.send(ownReactionsFrame(ownReactions(this.deps.db, this.session.member.id, messages)));
  }

  /** Sends a frame. False when the next has to wait until this one has left, or when the connection is gone. */
  private deliver(socket: Socket, frame: string): boolean {
    if (this.turnedAway) return false;
    const sent = socket.send(frame);
    this.behind = sent === -1;
    if (sent === 0) this.drop(socket);
    return sent > 0;
  }

  /** More waits than is kept for a slow reader; the page comes back and resumes. */
  private drop(socket: Socket): void {
    this.waiting = Infinity;
    socket.terminate();
  }

  /** Called after every partial write, too. */
  drain(socket: Socket): void {
    if (!this.behind || socket.getBufferedAmount() > 0) return;
    this.behind = false;
    this.catchUp(socket);
  }

  /** Client messages are a word, or `read` with an id; everything else is posted over HTTP. */
  message(socket: Socket, message: unknown): void {
    if (this.count(socket) === "heed") this.deps.received(this, message);
  }

  /** Control frames cost as much as others, and browsers send hardly any. */
  ping(socket: Socket): void {
    this.count(socket);
  }

  pong(socket: Socket): void {
    this.count(socket);
  }

  private count(socket: Socket): Verdict {
    if (!this.admitted) return "ignore";
    const verdict = this.deps.countFrame(this.session.member.id);
    if (verdict === "close") this.cutOff(socket);
    return verdict;
  }

  /**
   * Closes with a code, and nothing more is parsed from then on. What still arrives is read and thrown away, so
   * the connection ends soon even if the other side goes on sending.
   */
  private cutOff(socket: Socket): void {
    socket.close(CLOSE.tooMany, "too many frames");
    setTimeout(() => socket.terminate(), GRACE);
  }

  close(): void {
    if (this.admitted) this.deps.left(this);
  }
}

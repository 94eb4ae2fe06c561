/** The pages that are open: whose they are, what is asked of them, and how they are closed. */
import { CLOSE, type Connection } from "./connection.ts";
import { SUSPENDED_FRAME } from "./views.tsx";

/** What others may know of them, and have done to them. */
export type OpenPages = {
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
  /** Counts the bytes that wait for each reader: when one is dropped for being slow, the close itself does not say so. */
  measureBacklog: () => void;
};

export function openConnections() {
  const byPerson = new Map<number, Set<Connection>>();
  const figures = { open: 0, opened: 0, dropped: 0 };
  const all = () => [...byPerson.values()].flatMap((own) => [...own]);
  const of = (userId: number) => [...(byPerson.get(userId) ?? [])];

  function close(code: number, reason: string, which: (connection: Connection) => boolean = () => true) {
    for (const connection of all()) if (which(connection)) connection.socket?.close(code, reason);
  }

  const pages: OpenPages = {
    openSessions: (userId) => new Set(of(userId).map(({ session }) => session.id)),
    presenceOf(userId) {
      const own = of(userId);
      if (own.length === 0) return undefined;
      return own.every(({ away }) => away) ? "away" : "here";
    },
    peopleHere: () => [...byPerson.keys()],
    closeSessions(ids) {
      const ended = new Set(ids);
      close(CLOSE.notLoggedIn, "logged out", ({ session }) => ended.has(session.id));
    },
    closeSuspended(userId) {
      for (const connection of of(userId)) connection.turnAway("suspended", SUSPENDED_FRAME);
    },
    send(userId, frame) {
      for (const { socket, entered } of byPerson.get(userId) ?? []) if (entered) socket?.send(frame);
    },
    measureBacklog() {
      for (const own of byPerson.values()) {
        for (const connection of own) connection.waiting = connection.socket?.getBufferedAmount() ?? 0;
      }
    },
  };

  return {
    pages,
    /** Takes one more page in, unless its person has `most` open. */
    add(connection: Connection, most: number): boolean {
      const { id } = connection.session.member;
      const own = byPerson.get(id) ?? new Set();
      if (own.size >= most) return false;
      byPerson.set(id, own.add(connection));
      figures.open++;
      figures.opened++;
      return true;
    },
    /** Returns whether it was the last page of its person. */
    remove(connection: Connection): boolean {
      const { id } = connection.session.member;
      const own = byPerson.get(id);
      own?.delete(connection);
      figures.open--;
      if (connection.waiting > 0) figures.dropped++;
      return own?.size === 0 && byPerson.delete(id);
    },
    byPerson,
    all,
    of,
    close,
    figures,
  };
}

/** Who is typing in each room. Kept in memory only. */
import type { Member } from "../auth/sessions.ts";

export type Typing = {
  /** A person writes; the page says so again while it goes on. */
  begin: (room: number, member: Member) => void;
  /** A person has stopped, or sent it. */
  end: (room: number, member: Member) => void;
  /** The first of those who write, in the order they began. */
  first: (room: number) => Member[];
  close: () => void;
};

/** Without another client message for this long, in ms, somebody has stopped. Pages send one in half the time. */
const EXPIRES_AFTER = 6_000;

/** Names that a frame carries: the reader may be one of them, and three others are "several people". */
const SHOWN = 4;

/** @param changed is called when who writes in a room is different from before */
export function openTyping(changed: (room: number) => void): Typing {
  const rooms = new Map<number, Map<number, { member: Member; timer: Timer }>>();

  function end(room: number, { id }: Member) {
    const writers = rooms.get(room);
    const writer = writers?.get(id);
    if (!writers || !writer) return;
    clearTimeout(writer.timer);
    writers.delete(id);
    if (writers.size === 0) rooms.delete(room);
    changed(room);
  }

  return {
    begin(room, member) {
      const writers = rooms.get(room) ?? new Map<number, { member: Member; timer: Timer }>();
      rooms.set(room, writers);
      const known = writers.get(member.id);
      if (known) return void known.timer.refresh();
      writers.set(member.id, { member, timer: setTimeout(end, EXPIRES_AFTER, room, member) });
      changed(room);
    },
    end,
    first: (room) => [...(rooms.get(room)?.values() ?? [])].slice(0, SHOWN).map(({ member }) => member),
    close() {
      for (const writers of rooms.values()) for (const { timer } of writers.values()) clearTimeout(timer);
    },
  };
}

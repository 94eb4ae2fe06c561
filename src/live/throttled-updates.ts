/** Throttled updates of rooms: changes within a second are sent together. */

export type ThrottledUpdates = {
  /** Something about the people of a room has changed. */
  changed: (room: number) => void;
  close: () => void;
};

/** Shortest time between a change and its update, in ms. A page that is reloaded leaves and comes back within it. */
const SETTLE_MS = 100;

/** @param send is called after changes, at most once in `interval` ms for each room */
export function throttleUpdates(send: (room: number) => void, interval = 1_000): ThrottledUpdates {
  /** When an update of a room was last sent; forgotten once that no longer delays the next. */
  const sentAt = new Map<number, number>();
  const timers = new Map<number, Timer>();
  let closed = false;

  function forgetOld(now: number) {
    for (const [room, at] of sentAt) {
      if (at + interval > now) return; // in the order of time
      sentAt.delete(room);
    }
  }

  return {
    changed(room) {
      if (closed || timers.has(room)) return;
      const now = performance.now();
      forgetOld(now);
      const wait = (sentAt.get(room) ?? -Infinity) + interval - now;
      const timer = setTimeout(
        () => {
          timers.delete(room);
          sentAt.delete(room); // back in as the latest
          sentAt.set(room, performance.now());
          send(room);
        },
        Math.max(wait, SETTLE_MS),
      );
      timers.set(room, timer);
    },
    close() {
      closed = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

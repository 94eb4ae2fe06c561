/** News of a room, told without haste: what changes within a second is told at once. */

export type News = {
  /** Something about the people of a room is different now. */
  changed: (room: number) => void;
  close: () => void;
};

/** Least time between a change and telling it, in ms. A page that is only reloaded leaves and comes back within it. */
const PATIENCE = 100;

/** @param tell is called after changes, at most once in `interval` ms for each room */
export function openNews(tell: (room: number) => void, interval = 1_000): News {
  const toldAt = new Map<number, number>();
  const timers = new Map<number, Timer>();
  let closed = false;

  return {
    changed(room) {
      if (closed || timers.has(room)) return;
      const wait = (toldAt.get(room) ?? -Infinity) + interval - performance.now();
      const timer = setTimeout(
        () => {
          timers.delete(room);
          toldAt.set(room, performance.now());
          tell(room);
        },
        Math.max(wait, PATIENCE),
      );
      timers.set(room, timer);
    },
    close() {
      closed = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

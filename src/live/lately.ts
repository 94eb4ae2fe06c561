/** What happened to people lately: a page that was rendered before, and connects only now, has not heard of it. */

export type Lately = {
  note: (person: number) => void;
  has: (person: number) => boolean;
};

/** @param length how long something is kept, in ms */
export function openLately(length: number): Lately {
  /** In the order of time. */
  const noted = new Map<number, number>();

  function forgetOld(now: number) {
    for (const [person, at] of noted) {
      if (at + length > now) return;
      noted.delete(person);
    }
  }

  return {
    note(person) {
      const now = performance.now();
      forgetOld(now);
      noted.delete(person); // back in as the latest
      noted.set(person, now);
    },
    has: (person) => (noted.get(person) ?? -Infinity) + length > performance.now(),
  };
}

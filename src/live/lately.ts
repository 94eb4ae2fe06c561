/** What happened to people lately: a page that was rendered before, and connects only now, has not heard of it. */

export type Lately = {
  note: (person: number) => void;
  has: (person: number) => boolean;
};

/** A page connects within this time after it was rendered, in ms. */
const UNTIL_CONNECTED = 10_000;

/** @param length how long somebody is remembered at least, in ms; at most it is twice as long */
export function openLately(length = UNTIL_CONNECTED): Lately {
  // Two sets that take turns. In one map in the order of time, the oldest would be looked for among places left empty.
  let latest = new Set<number>();
  let before = new Set<number>();
  let turnsAt = performance.now() + length;

  function turn() {
    const now = performance.now();
    if (now < turnsAt) return;
    before = now < turnsAt + length ? latest : new Set();
    latest = new Set();
    turnsAt = now + length;
  }

  return {
    note(person) {
      turn();
      latest.add(person);
    },
    has(person) {
      turn();
      return latest.has(person) || before.has(person);
    },
  };
}

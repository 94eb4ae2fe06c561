/** Chance that can be had again: everything a run decides comes from one seed. */

export type Random = {
  /** A fraction, 0 included, 1 not. */
  next: () => number;
  /** A whole number, both ends included. */
  between: (least: number, most: number) => number;
  chance: (probability: number) => boolean;
  pick: <Value>(values: readonly Value[]) => Value;
  /** A stream of its own, so that what one actor draws does not depend on how fast another is. */
  fork: (name: string) => Random;
};

/** The seed of this run: `SEED` from the environment, or a new one. */
export const SEED = Number(process.env.SEED) || 1 + Math.floor(Math.random() * 0xfffffffe);

/** @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (mulberry32) */
export function openRandom(seed: number, name = ""): Random {
  let state = Bun.hash.murmur32v3(`${seed} ${name}`);

  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));

  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (values) => {
      const value = values[between(0, values.length - 1)];
      if (value === undefined) throw new Error("nothing to pick from");
      return value;
    },
    fork: (fork) => openRandom(seed, `${name} ${fork}`),
  };
}

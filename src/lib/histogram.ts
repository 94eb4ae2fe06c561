/** Counts how long things take, in buckets, as Prometheus wants them. */

export type Histogram = {
  /** Counts one that took so many seconds. */
  observe: (seconds: number) => void;
  /** How many took at most so many seconds, for each bound in order; the last is infinite. */
  buckets: () => { most: number; count: number }[];
  /** How long all of them took together, in seconds. */
  sum: () => number;
};

/** From what nobody notices to what everybody does, in seconds. */
const BOUNDS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, Infinity];

export function openHistogram(): Histogram {
  const counts = BOUNDS.map(() => 0);
  let sum = 0;

  return {
    observe(seconds) {
      let index = 0;
      while (seconds > (BOUNDS[index] ?? Infinity)) index++;
      counts[index] = (counts[index] ?? 0) + 1;
      sum += seconds;
    },
    buckets() {
      let count = 0;
      return BOUNDS.map((most, index) => ({ most, count: (count += counts[index] ?? 0) }));
    },
    sum: () => sum,
  };
}

/** Medians and percentiles, of values and of counts. */

export const median = (values: number[]): number => percentile(values, 50);

/** The value that `percent` of the values do not exceed; NaN of none. */
export function percentile(values: number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  if (percent === 50 && sorted.length % 2 === 0) {
    return ((sorted[sorted.length / 2 - 1] ?? NaN) + (sorted[sorted.length / 2] ?? NaN)) / 2;
  }
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN;
}

export const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

/** The index that `percent` of all that was counted do not exceed; NaN of none. */
export function percentileOfCounts(counts: number[], percent: number): number {
  let left = (sum(counts) * percent) / 100;
  const index = counts.findIndex((count) => (left -= count) < 0);
  return index < 0 ? NaN : index;
}

/** The sums of several counts. */
export const addUp = (all: number[][]): number[] =>
  Array.from({ length: Math.max(0, ...all.map((counts) => counts.length)) }, (_, index) =>
    sum(all.map((counts) => counts[index] ?? 0)),
  );

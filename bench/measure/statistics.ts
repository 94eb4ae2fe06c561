/** Medians and percentiles. */

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

/**
 * A number of bytes in words, with a space that no line breaks at.
 * @param space another one, for where lines are not broken or programs read
 * @example formatBytes(12_345_678, " ") // "12.3 MB"
 */
export function formatBytes(bytes: number, space = "\u00a0"): string {
  const [unit, size] = UNITS.find(([, size]) => bytes >= size) ?? [bytes === 1 ? "byte" : "bytes", 1];
  const number = bytes / size;
  const digits = number < 100 && size > 1_000 ? 1 : 0;
  return `${number.toLocaleString("en", { maximumFractionDigits: digits })}${space}${unit}`;
}

const UNITS = [
  ["TB", 1e12],
  ["GB", 1e9],
  ["MB", 1e6],
  ["KB", 1e3],
] as const;

/** A number of bytes in words. @example formatBytes(12_345_678) // "12.3 MB" */
export function formatBytes(bytes: number): string {
  const [unit, size] = UNITS.find(([, size]) => bytes >= size) ?? ["bytes", 1];
  if (bytes === 1) return "1 byte";
  const number = bytes / size;
  return `${number.toLocaleString("en", { maximumFractionDigits: number < 100 && size > 1_000 ? 1 : 0 })} ${unit}`;
}

const UNITS = [
  ["TB", 1e12],
  ["GB", 1e9],
  ["MB", 1e6],
  ["KB", 1e3],
] as const;

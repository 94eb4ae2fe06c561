/** The text of a message of the benchmark: a marker to count it by, its number, and when it was sent. */

/** Stands once in each text and nowhere else in a frame of any server. */
export const MARKER = "~";

const FILLER = "the quick brown fox jumps over the lazy dog and says so to everyone in the room ".repeat(64);
const STAMP = /(\d{6})@(\d{8}\.\d)/g;
/** Times are counted anew after so many ms, about a day. */
const DAY = 100_000_000;

/** Wall-clock time in ms with its fractions, the same in all processes of the machine. */
export const clock = (): number => performance.timeOrigin + performance.now();

/** A text of `length` characters (at least 20), sent now. */
export const textOf = (number: number, length = 80): string => {
  const stamp = `${MARKER}${String(number).padStart(6, "0")}@${(clock() % DAY).toFixed(1).padStart(10, "0")}`;
  return `${stamp} ${FILLER}`.slice(0, length - 1) + ".";
};

/** The ms since a time in a text. */
export const ageOf = (at: number): number => (clock() % DAY) - at;

/** The numbers and times of the texts in a frame. */
export const stampsIn = (frame: string): { number: number; at: number }[] =>
  [...frame.matchAll(STAMP)].map(([, number, at]) => ({ number: Number(number), at: Number(at) }));

/** For how long something is kept: a number of days, what held before, and from when the new number holds. */

/** The fewest and the most days. */
export const LEAST_DAYS = 1;
export const MOST_DAYS = 3_650;

/** A day in ms. A shorter time than before holds a day after it was chosen, so that it can be taken back until then. */
export const DAY = 86_400_000;

/** `null` days are no choice: the place keeps everything then, and a room what the place keeps. */
export type Retention = {
  days: number | null;
  /** What holds until `from`. */
  was: number | null;
  /** In ms since 1970; 0 when nothing waits. */
  from: number;
};

/** The days that hold at a time, in ms since 1970. */
export const daysAt = ({ days, was, from }: Retention, at: number): number | null => (at < from ? was : days);

type Change = {
  days: number | null;
  at: number;
  /** How many days a choice comes to; `Infinity` for everything. */
  resolve: (days: number | null) => number;
};

/** What a choice is after it was changed: what is longer than what holds now holds at once, what is shorter a day later. */
export function changeRetention(before: Retention, { days, at, resolve }: Change): Retention {
  if (days === before.days) return before;
  const now = daysAt(before, at);
  return resolve(days) < resolve(now) ? { days, was: now, from: at + DAY } : { days, was: null, from: 0 };
}

/** Reads a number of days as it was typed; nothing when it is none, or not within the bounds. */
export function readDays(typed: string): number | undefined {
  const days = /^\s*\d{1,4}\s*$/.test(typed) ? Number(typed) : NaN;
  return days >= LEAST_DAYS && days <= MOST_DAYS ? days : undefined;
}

/** All that decides what is kept in a room, as it was last chosen. */
export type RoomRetention = {
  own: Retention;
  place: Retention;
  files: Retention;
  /** When all of it goes, in ms since 1970. */
  emptyAt: number | null;
  /** That is the whole place's hour, and not the room's own. */
  placeEmpties: boolean;
};

/** Whether what is kept now is kept from now on, as far as anybody has chosen. */
export const isSettled = ({ own, place, files }: RoomRetention): boolean =>
  own.from === 0 && place.from === 0 && files.from === 0;

/** For how many days; `Infinity` for good. */
export type DaysKept = { messages: number; files: number };

/** What a room keeps at a time. Files are never kept for longer than the messages they belong to. */
export function keptAt({ own, place, files }: Pick<RoomRetention, "own" | "place" | "files">, at: number): DaysKept {
  const messages = daysAt(own, at) ?? daysAt(place, at) ?? Infinity;
  return { messages, files: Math.min(messages, daysAt(files, at) ?? Infinity) };
}

/** The change that waits and leaves least in a room, and from when; nothing when it won't keep less than it does now. */
export function nextKept(retention: RoomRetention, now: number): (DaysKept & { from: number }) | undefined {
  const { own, place, files } = retention;
  const today = keptAt(retention, now);
  const [least] = [own.from, place.from, files.from]
    .filter((from) => from > now)
    .map((from) => ({ ...keptAt(retention, from), from }))
    .filter((kept) => kept.messages < today.messages || kept.files < today.files)
    .sort(
      (one, other) => byDays(one.messages, other.messages) || byDays(one.files, other.files) || one.from - other.from,
    );
  return least;
}

/** The fewer first; `Infinity` takes no subtraction. */
const byDays = (one: number, other: number): number => Number(one > other) - Number(one < other);

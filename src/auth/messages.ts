/** What the forms for registering and logging in say when they have to wait. */

/** More passwords wait to be checked than is good. */
export const BUSY = "Many people are logging in right now. Try again in a few seconds.";

/** A wait in words. */
export const minutes = (seconds: number): string =>
  seconds <= 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;

export const tooManyTries = (seconds: number): string => `Too many tries. Wait ${minutes(seconds)}, then try again.`;

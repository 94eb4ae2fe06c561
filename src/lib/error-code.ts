/** The codes by which errors of the system and of libraries are told apart. */

/** @example codeOf(error) // "ENOENT"; "" where it has none */
export const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");

/**
 * What there is of something that is not there: nothing.
 * @example await stat(path).catch(unlessAbsent)
 */
export function unlessAbsent(error: unknown): undefined {
  if (codeOf(error) !== "ENOENT") throw error;
}

/** Something went wrong that an operator can mend. The message is one line that says how. */
export class Mendable extends Error {}

/** One line for what an operator can mend; for a bug, where it is. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof Mendable || "code" in error ? error.message : (error.stack ?? error.message);
}

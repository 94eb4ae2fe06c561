/** Each piece of the script works by itself: what fails in one is reported, and leaves the others. */

const reported = new Set<string>();

/** Writes an error to the console, each once. */
export function report(error: unknown): void {
  if (reported.has(String(error))) return;
  reported.add(String(error));
  console.error(error);
}

/** A function that never throws: what goes wrong in it is reported. */
export const guard =
  <Given extends unknown[]>(work: (...given: Given) => unknown) =>
  (...given: Given): void => {
    try {
      work(...given);
    } catch (error) {
      report(error);
    }
  };

/** How long people wait for an answer before they try again, in ms. */
export const PATIENCE = 3_000;

/** Waits until a condition holds; fails with what was waited for. */
export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  what: string,
  timeout = 30_000,
): Promise<void> {
  const deadline = performance.now() + timeout;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${timeout} ms for ${what}`);
    await Bun.sleep(2);
  }
}

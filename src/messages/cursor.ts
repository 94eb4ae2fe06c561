/** Where a page stands in the log: `{epoch}.{rev}`. */

/** How a page that comes back goes on. */
export type Resume =
  | { from: "now" } // nothing is missed
  | { from: "rev"; rev: number }
  | { from: "latest page" };

export const formatCursor = (epoch: string, rev: number): string => `${epoch}.${rev}`;

/**
 * Reads what a page sent. No cursor means that nothing is missed; another log's, one from the future or garbage, that
 * only the latest page will do.
 */
export function readCursor(cursor: string | undefined, log: { epoch: string; rev: number }): Resume {
  if (!cursor) return { from: "now" };
  const [, epoch, digits] = /^([0-9a-f]+)\.(\d{1,15})$/.exec(cursor) ?? [];
  const rev = Number(digits);
  return epoch === log.epoch && rev <= log.rev ? { from: "rev", rev } : { from: "latest page" };
}

/** What kind of data a request carries, as its sender says. */

/** Returns what tells whether a request carries data of a type; parameters may follow it. */
export function ofType(type: string): (request: Request) => boolean {
  const pattern = new RegExp(`^\\s*${RegExp.escape(type)}\\s*(?:;|$)`, "i");
  return ({ headers }) => pattern.test(headers.get("content-type") ?? "");
}

/** Whether it is a form with parts, which may carry files. */
export const hasParts = ofType("multipart/form-data");

/** Whether it is a plain form. */
export const hasFields = ofType("application/x-www-form-urlencoded");

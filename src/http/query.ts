/** What stands in the query of an address. */

/** A number of a row; anything else is as good as none. */
export const readId = (text: string | null | undefined): number | undefined =>
  text && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

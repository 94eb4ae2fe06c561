/** What kind of data a request carries, as its sender says. */

/** The type without its parameters, in small letters. */
export const mediaTypeOf = ({ headers }: Request): string | undefined =>
  headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();

/** Whether it is a form with parts, which may carry files. */
export const hasParts = (request: Request): boolean => mediaTypeOf(request) === "multipart/form-data";

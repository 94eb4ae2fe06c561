/** What stands in the query of an address, and in the fields of forms. */
import { t } from "elysia";

/** A number of a row; anything else is as good as none. */
export const readId = (text: string | null | undefined): number | undefined =>
  text && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/** One of some words. By itself, Elysia's own would take the first of them where the field is left out. */
export const oneOf = <const Word extends string>(words: readonly [Word, ...Word[]]) =>
  t.UnionEnum(words, { default: undefined });

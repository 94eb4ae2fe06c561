/** People in a form: one name to a field, or several with commas between them. */
import type { Database } from "bun:sqlite";

import { t } from "elysia";

import { findUserIds } from "../users/names.store.ts";
import { foldName } from "../users/names.ts";
import { findActor } from "../users/store.ts";

/** The field `person`, any number of times. */
export const PersonField = t.Optional(t.Union([t.String(), t.Array(t.String())]));

/** Most names that are read of a form. */
const MOST = 200;

export type NamedPeople = {
  /** The names as they were typed, each once. */
  names: string[];
  /** The ids of those who have an account and may use it. */
  ids: number[];
  /** What is wrong with the names, in words for whoever typed them. */
  problem?: string;
};

/** Whom the names in a form stand for. No name has a comma, and `@Ada` is Ada. */
export function readPeople(db: Database, field: string | string[] | undefined, now: number): NamedPeople {
  const typed = [field ?? []].flat().flatMap((text) => text.split(/[,،、;\n]/, MOST + 1));
  const names = [...new Set(typed.map((name) => name.trim().replace(/^@/, "")).filter(Boolean))];
  if (names.length > MOST) return { names: names.slice(0, MOST), ids: [], problem: `Up to ${MOST} people at once.` };
  const found = findUserIds(db, [...new Set(names.map(foldName))], now);
  const idOf = (name: string) => found.get(foldName(name)) ?? 0;
  const unknown = names.filter((name) => !findActor(db, idOf(name)));
  const ids = [...new Set(names.filter((name) => !unknown.includes(name)).map(idOf))];
  return unknown.length > 0 ? { names, ids, problem: nobodyCalled(unknown) } : { names, ids };
}

const nobodyCalled = (names: string[]): string => {
  const [first = "", ...others] = names.map((name) => `“${name.slice(0, 40)}”`);
  const last = others.pop();
  return `There is nobody called ${last === undefined ? first : `${[first, ...others].join(", ")} or ${last}`} here.`;
};

/** People by their names, in SQL. */
import type { Database } from "bun:sqlite";

import { fold } from "../lib/fold.ts";
import type { ShownUser } from "./store.ts";

type Named = { folded: string; id: number };

/**
 * The ids of those among folded names who had an account at a time. A name without its accents is somebody's as well,
 * where it is nobody's own and only one person could be meant: `jose` is José.
 */
export function findUserIds(db: Database, folded: string[], at: number): Map<string, number> {
  const sql = `SELECT username_folded AS folded, id FROM users
    WHERE username_folded IN (SELECT value FROM json_each(?)) AND created_at <= ?`;
  const rows = db.query<Named, [string, number]>(sql).all(JSON.stringify(folded), at);
  const people = new Map(rows.map(({ folded, id }) => [folded, id]));
  const missing = folded.filter((name) => !people.has(name));
  const accented = missing.length > 0 ? accentedNames(db) : undefined;
  for (const name of missing) {
    const [one, another] = (accented?.get(name) ?? []).filter((person) => hasName(db, person, at));
    if (one && !another) people.set(name, one.id);
  }
  return people;
}

/** People whose names have accents, by their names without, as far as they were read. */
type Accented = { byPlain: Map<string, Named[]>; last: number };
const accented = new WeakMap<Database, Accented>();

/** Reads only who came since it was last asked; a name that is not somebody's any more stays and is not believed. */
function accentedNames(db: Database): Map<string, Named[]> {
  const known = accented.get(db) ?? { byPlain: new Map(), last: 0 };
  accented.set(db, known);
  const sql = "SELECT id, username_folded AS folded FROM users WHERE id > ? ORDER BY id";
  for (const person of db.query<Named, [number]>(sql).all(known.last)) {
    const plain = fold(person.folded);
    if (plain !== person.folded) known.byPlain.set(plain, [...(known.byPlain.get(plain) ?? []), person]);
    known.last = person.id;
  }
  return known.byPlain;
}

function hasName(db: Database, { id, folded }: Named, at: number): boolean {
  const sql = "SELECT id FROM users WHERE id = ? AND username_folded = ? AND created_at <= ?";
  return db.query<{ id: number }, [number, string, number]>(sql).get(id, folded, at) !== null;
}

/** People who may log in, and whose folded names begin so, in order. */
export function findUsersByPrefix(db: Database, start: string, count: number): ShownUser[] {
  const sql = `SELECT id, username AS name, hue, picture_small AS picture FROM users
    WHERE username_folded >= ?1 AND username_folded < ?1 || char(0x10ffff)
    AND suspended_at IS NULL AND left_at IS NULL ORDER BY username_folded LIMIT ?2`;
  return db.query<ShownUser, [string, number]>(sql).all(start, count);
}

/**
 * People who may log in, and whose folded names have a folded text in them: those that begin with it first, then by name.
 * What is typed without accents finds those that have them.
 */
export function findUsersByPart(db: Database, part: string, count: number): ShownUser[] {
  const accented = [...accentedNames(db)].filter(([plain]) => plain.includes(part)).flatMap(([, people]) => people);
  const sql = `SELECT id, username AS name, hue, picture_small AS picture FROM users
    WHERE (instr(username_folded, ?1) > 0 OR id IN (SELECT value FROM json_each(?2)))
    AND suspended_at IS NULL AND left_at IS NULL
    ORDER BY username_folded NOT BETWEEN ?1 AND ?1 || char(0x10ffff), username_folded LIMIT ?3`;
  const ids = JSON.stringify(
    accented.filter(({ id, folded }) => hasName(db, { id, folded }, Infinity)).map(({ id }) => id),
  );
  return db.query<ShownUser, [string, string, number]>(sql).all(part, ids, count);
}

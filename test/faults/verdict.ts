/** What must be true when all is over, whatever went wrong before. */
import type { ShownRow } from "../support/person.ts";
import type { Writer } from "./writer.ts";

export type Stored = { id: number; key: string; author: number; body: string; rev: number; gone: 0 | 1 };

/** What a page shows in place of a message that its author deleted. */
const TOMBSTONE = "Deleted this message";

/** What a page shows, from an id on, and everything it ever showed. */
export type View = { rows: ShownRow[]; from: number; seen: ReadonlySet<string> };

/**
 * Compares the database with what writers were told and what readers see.
 * @throws with every promise that was broken, a few examples each
 */
export function check(stored: Stored[], writers: Writer[], views: View[]): void {
  const problems = [...writers.flatMap((writer) => checkWriter(stored, writer)), ...checkStored(stored)];
  for (const [index, view] of views.entries()) {
    problems.push(...checkView(stored, view).map((problem) => `reader ${index}: ${problem.slice(0, 120)}`));
  }
  if (problems.length > 0)
    throw new Error(`${problems.length} promises are broken:\n${problems.slice(0, 20).join("\n")}`);
}

function checkStored(stored: Stored[]): string[] {
  const keys = new Set(stored.map(({ key }) => key));
  const revs = new Set(stored.map(({ rev }) => rev));
  const doubled = keys.size < stored.length || revs.size < stored.length;
  return doubled ? [`${stored.length} rows have ${keys.size} keys and ${revs.size} revs`] : [];
}

/** What was acknowledged is there once, as it was sent or last changed, with the id that was told, in the order it was written. */
function checkWriter(stored: Stored[], { person, messages }: Writer): string[] {
  const byKey = Map.groupBy(stored, ({ key }) => key);
  const problems: string[] = [];
  let before = 0;
  for (const { key, texts, gone, id } of messages) {
    const found = byKey.get(key) ?? [];
    const row = found[0];
    if (id === undefined) problems.push(`${person.name}: ${key} never had an answer`);
    else if (!row) problems.push(`${person.name}: ${key} was acknowledged and is lost`);
    else if (found.length > 1) problems.push(`${person.name}: ${key} is there ${found.length} times`);
    else if (row.id !== id) problems.push(`${person.name}: ${key} was told id ${id} and has ${row.id}`);
    else if (row.id <= before) problems.push(`${person.name}: ${key} stands before an earlier message`);
    else if (row.gone ? gone === "no" : gone === "yes") problems.push(`${person.name}: ${key} is gone: ${row.gone}`);
    else if (!row.gone && !texts.includes(row.body))
      problems.push(`${person.name}: ${key} says ${row.body}, not ${texts.join(" or ")}`);
    before = row?.id ?? before;
  }
  return problems;
}

/** A page shows exactly the rows from where it begins, in order of ids, each at its newest rev. */
function checkView(stored: Stored[], { rows, from, seen }: View): string[] {
  const expected = stored
    .filter(({ id }) => id >= from)
    .map(({ id, key, rev, body, gone }) => `${id} ${key} ${rev} ${gone ? TOMBSTONE : body}`);
  const shown = rows.map(({ id, key, rev, text }) => `${id} ${key} ${rev} ${text}`);
  const real = new Set(stored.map(({ id, key }) => `${id} ${key}`));
  return [
    ...without(expected, shown).map((row) => `misses ${row}`),
    ...without(shown, expected).map((row) => `shows ${row}, which is not so`),
    ...(shown.length > new Set(shown).size ? ["shows a row twice"] : []),
    ...(expected.join() === shown.join() ? [] : ["is not as the database"]),
    ...[...seen].filter((row) => !real.has(row)).map((row) => `was shown ${row}, which was never stored`),
  ];
}

function without(rows: string[], others: string[]): string[] {
  const known = new Set(others);
  return rows.filter((row) => !known.has(row));
}

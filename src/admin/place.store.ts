/** What the place is called and how it looks, in SQL: what administrators chose, over what it was started with. */
import type { Database } from "bun:sqlite";

import { audit } from "../auth/audit.store.ts";
import { type Actor, requireAdministrator } from "../auth/lifecycle.ts";
import { defineEvent, defineWrite } from "../database/writes.ts";
import { type Accent, DEFAULT_ACCENT, readAccent } from "../views/accents.ts";

/** Name and sentence are empty where nobody has chosen one. */
export type Place = { name: string; sentence: string; accent: Accent };

/** The place has another name, sentence or accent. */
export const placeChanged = defineEvent<null>("place changed");

type Setting = "site_name" | "site_sentence" | "site_accent";

function readSetting(db: Database, name: Setting): string {
  return db.query<{ value: string }, [string]>("SELECT value FROM settings WHERE name = ?").get(name)?.value ?? "";
}

export const readPlace = (db: Database): Place => ({
  name: readSetting(db, "site_name"),
  sentence: readSetting(db, "site_sentence"),
  accent: readAccent(readSetting(db, "site_accent")) ?? DEFAULT_ACCENT,
});

export type ChangePlace = Partial<Place> & { at: number; by: Actor };

/** Changes what is given of the place; an empty name or sentence is the one it is started with. True when anything changed. */
export const changePlace = defineWrite("place.change", 1, (db, input: ChangePlace, record): boolean => {
  const { at, by } = input;
  requireAdministrator(db, by);
  const before = readPlace(db);
  const { name = before.name, sentence = before.sentence, accent = before.accent } = input;
  if (name !== before.name) {
    store(db, "site_name", name);
    audit(db, { at, by, action: "place named", detail: name });
  }
  if (sentence !== before.sentence) {
    store(db, "site_sentence", sentence);
    audit(db, { at, by, action: "sentence changed" });
  }
  if (accent !== before.accent) {
    store(db, "site_accent", accent);
    audit(db, { at, by, action: "accent changed", detail: accent });
  }
  const changed = name !== before.name || sentence !== before.sentence || accent !== before.accent;
  if (changed) record(placeChanged, null);
  return changed;
});

/** A setting without a row has its default. */
function store(db: Database, name: Setting, value: string): void {
  if (value === "") return void db.query("DELETE FROM settings WHERE name = ?").run(name);
  const sql = `INSERT INTO settings (name, value) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`;
  db.query(sql).run(name, value);
}

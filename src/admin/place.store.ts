/** What the place is called and how it looks, in SQL: what administrators chose, over what it was started with. */
import type { Database } from "bun:sqlite";

import { audit } from "../auth/audit.store.ts";
import { type Actor, requireAdministrator } from "../auth/lifecycle.ts";
import { readSetting, writeSetting } from "../database/settings.ts";
import { defineEvent, defineWrite } from "../database/writes.ts";
import { type Accent, DEFAULT_ACCENT, readAccent } from "../views/accents.ts";

/** Name and sentence are empty where nobody has chosen one. */
export type Place = { name: string; sentence: string; accent: Accent };

/** The place has another name, sentence or accent. */
export const placeChanged = defineEvent<null>("place changed");

export const readPlace = (db: Database): Place => ({
  name: readSetting(db, "site_name") ?? "",
  sentence: readSetting(db, "site_sentence") ?? "",
  accent: readAccent(readSetting(db, "site_accent") ?? "") ?? DEFAULT_ACCENT,
});

export type ChangePlace = Partial<Place> & { at: number; by: Actor };

/** Changes what is given of the place; an empty name or sentence is the one it is started with. True when anything changed. */
export const changePlace = defineWrite("place.change", 1, (db, input: ChangePlace, record): boolean => {
  const { at, by } = input;
  requireAdministrator(db, by);
  const before = readPlace(db);
  const { name = before.name, sentence = before.sentence, accent = before.accent } = input;
  if (name !== before.name) {
    writeSetting(db, "site_name", name || null);
    audit(db, { at, by, action: "place named", detail: name }, record);
  }
  if (sentence !== before.sentence) {
    writeSetting(db, "site_sentence", sentence || null);
    audit(db, { at, by, action: "sentence changed" }, record);
  }
  if (accent !== before.accent) {
    writeSetting(db, "site_accent", accent);
    audit(db, { at, by, action: "accent changed", detail: accent }, record);
  }
  const changed = name !== before.name || sentence !== before.sentence || accent !== before.accent;
  if (changed) record(placeChanged, null);
  return changed;
});

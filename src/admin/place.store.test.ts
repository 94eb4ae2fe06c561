/** What administrators choose of the place, and what holds where they have chosen nothing. */
import { expect, test } from "bun:test";

import { addPerson, NOON, openMemory } from "../../test/support/memory.ts";
import { listAudit } from "../auth/audit.store.ts";
import { NotAdministrator } from "../auth/lifecycle.ts";
import { changePlace, placeChanged, readPlace } from "./place.store.ts";

function open() {
  const db = openMemory();
  const ada = addPerson(db, "Ada");
  db.query("UPDATE users SET admin = 1 WHERE id = ?").run(ada);
  const events: string[] = [];
  const change = (place: Partial<Omit<Parameters<typeof changePlace>[1], "at" | "by">>, by = ada) =>
    changePlace(db, { ...place, at: NOON, by }, ({ name }) => name === placeChanged.name && events.push(name));
  return { db, ada, change, events };
}

test("what is given changes, and the rest stays", () => {
  const { db, change, events } = open();
  expect(readPlace(db)).toEqual({ name: "", sentence: "", accent: "lamp" });
  expect(change({ name: "The Snug" })).toBe(true);
  expect(change({ accent: "moss", sentence: "Come in." })).toBe(true);
  expect(readPlace(db)).toEqual({ name: "The Snug", sentence: "Come in.", accent: "moss" });
  expect(change({ name: "The Snug", accent: "moss" })).toBe(false);
  expect(events).toEqual([placeChanged.name, placeChanged.name]);
  expect(listAudit(db, { count: 9 }).map(({ action, detail }) => [action, detail])).toEqual([
    ["accent changed", "moss"],
    ["sentence changed", ""],
    ["place named", "The Snug"],
  ]);
});

test("what is emptied is as nobody had ever changed it", () => {
  const { db, change } = open();
  change({ name: "The Snug", sentence: "Come in." });
  change({ name: "", sentence: "" });
  expect(readPlace(db)).toEqual({ name: "", sentence: "", accent: "lamp" });
  expect(db.query("SELECT * FROM settings WHERE value = ''").all()).toEqual([]);
});

test("an accent that there is no more is the usual one", () => {
  const { db } = open();
  db.run("INSERT INTO settings (name, value) VALUES ('site_accent', 'mauve')");
  expect(readPlace(db).accent).toBe("lamp");
});

test("only administrators change it", () => {
  const { db, change } = open();
  const bob = addPerson(db, "Bob");
  expect(() => change({ name: "Bob's" }, bob)).toThrow(NotAdministrator);
  expect(readPlace(db).name).toBe("");
});

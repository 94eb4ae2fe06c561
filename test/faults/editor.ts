/** Changes messages that are there already, as edits and deletions do: another text or none, and the next rev. */
import { openFile } from "../support/database.ts";
import type { Random } from "./random.ts";

export type Editor = { stop: () => Promise<void> };

/** Works on the file itself, beside the server: a change is heard of with the next commit. */
export function startEditor(folder: string, random: Random): Editor {
  let stopped = false;

  async function edit() {
    while (!stopped) {
      await Bun.sleep(random.between(20, 120));
      try {
        change();
      } catch {
        // locked, full or away for a moment, as the nemesis wants it
      }
    }
  }

  function change() {
    using db = openFile(folder);
    db.run("PRAGMA busy_timeout = 0");
    const { newest } = db.query("SELECT coalesce(max(id), 0) AS newest FROM messages").get() as { newest: number };
    if (newest === 0) return;
    const id = random.chance(0.7) ? random.between(Math.max(1, newest - 60), newest) : random.between(1, newest);
    const change = random.chance(0.1) ? "body = '', deleted_by = author_id" : "body = body || '!'";
    const sql = `UPDATE messages SET ${change}, rev = (SELECT max(rev) + 1 FROM messages) WHERE id = ? AND deleted_by IS NULL`;
    db.query(sql).run(id);
  }

  const editing = edit();
  return {
    async stop() {
      stopped = true;
      await editing;
    },
  };
}

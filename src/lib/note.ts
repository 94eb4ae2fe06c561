/** Notes beside the database: small files of JSON, for what a copy of it that is restored may not know. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A kind of note, by the name of its file. What can't be read, or is something else, counts as not there.
 * @param isContent whether all that has to be in it is there
 * @example
 * const lastBackup = defineNote<{ at: number }>("last-backup.json", ({ at }) => typeof at === "number");
 * lastBackup.write("db", { at: Date.now() }); // whole or not at all; throws where the folder can't be written to
 */
export function defineNote<Content extends object>(
  name: string,
  isContent: (found: Partial<Record<keyof Content, unknown>>) => boolean,
) {
  const textOf = (content: Content): string => `${JSON.stringify(content)}\n`;

  return {
    name,
    textOf,
    read(folder: string): Content | undefined {
      try {
        const found = JSON.parse(readFileSync(join(folder, name), "utf8")) as Content;
        return isContent(found) ? found : undefined;
      } catch {
        return undefined;
      }
    },
    write(folder: string, content: Content): void {
      const path = join(folder, name);
      writeFileSync(`${path}.new`, textOf(content), { mode: 0o600, flush: true });
      renameSync(`${path}.new`, path);
    },
  };
}

export const areNumbers = (...values: unknown[]): boolean => values.every((value) => typeof value === "number");

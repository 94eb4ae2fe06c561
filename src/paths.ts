/** The folders that Parlor ships with: those of the repository, or those inside the single executable. */
import { join } from "node:path";

const { dir } = import.meta;

/** What browsers may have. */
export const PUBLIC = Bun.isStandaloneExecutable ? join(dir, "public") : join(dir, "../public");

/** The steps of the database's schema. */
export const MIGRATIONS = Bun.isStandaloneExecutable ? join(dir, "migrations") : join(dir, "../db/migrations");

/** What starts this program again, for a command that is run in a process of its own. */
export const SELF = Bun.isStandaloneExecutable ? [process.execPath] : [process.execPath, Bun.main];

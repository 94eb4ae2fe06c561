/** A sweep of the files that an operator asked for, and what was found. */
import type { Database } from "bun:sqlite";

import { filesMadeOf, type LostFile } from "../files/contents/sweep.store.ts";
import type { Swept } from "../files/contents/sweep.ts";
import type { Upkeep } from "../files/contents/upkeep.ts";

/** What was found, and the first of the files that are lost, so that somebody can look for them. */
export type SweepReport = { swept: Swept; lost: LostFile[] };

/** Files that are named. */
const NAMED = 100;

export async function sweepForOperator(db: Database, upkeep: Pick<Upkeep, "sweepNow">): Promise<SweepReport> {
  const swept = await upkeep.sweepNow();
  const lost = filesMadeOf(db, [...swept.missing, ...swept.damaged].slice(0, NAMED));
  return { swept, lost };
}

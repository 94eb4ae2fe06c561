/** What there is of files, in numbers. */
import type { Database } from "bun:sqlite";

import { numberFrom } from "../database/values.ts";
import { type FileFigures, orNotANumber } from "../metrics/metrics.ts";
import { bytesStored } from "./contents/contents.store.ts";
import type { Upkeep } from "./contents/upkeep.ts";
import type { Incoming } from "./incoming.ts";

export function fileFigures(
  db: Database,
  incoming: Pick<Incoming, "underWay">,
  upkeep: Pick<Upkeep, "last">,
): FileFigures {
  const last = upkeep.last();
  return {
    bytes: orNotANumber(() => bytesStored(db)),
    underWay: incoming.underWay(),
    unsent: orNotANumber(() => countUnsent(db)),
    lost: last ? last.missing + last.damaged : 0,
  };
}

const countUnsent = (db: Database): number =>
  numberFrom(db, "SELECT count(*) FROM files INDEXED BY files_not_sent WHERE message_id IS NULL");

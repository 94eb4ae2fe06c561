/** The first administrator is whoever has the link that the start prints: the operator, not the first to register. */
import type { Database } from "bun:sqlite";

import type { WriteQueue } from "../database/write-queue.ts";
import { hashCode, newCode } from "./codes.ts";
import { adminChanged, hasAdministrator } from "./lifecycle.ts";

export type FirstAdministrator = {
  /** The path of the link, when there is no administrator at the start. To be told to the operator once. */
  link: string | undefined;
  /** Whether a code is the link's, and there has been no administrator since. */
  isGood: (code: string | undefined) => boolean;
};

/** The code lives as long as the process and is kept as a hash only. */
export function openFirstAdministrator(db: Database, { on }: Pick<WriteQueue, "on">): FirstAdministrator {
  if (hasAdministrator(db)) return { link: undefined, isGood: () => false };
  const code = newCode();
  const hash = Buffer.from(hashCode(code));
  let spent = false;
  on(adminChanged, ({ admin }) => void (spent ||= admin));
  return {
    link: `/welcome?code=${code}`,
    isGood(code = "") {
      spent ||= hasAdministrator(db);
      return !spent && crypto.timingSafeEqual(Buffer.from(hashCode(code)), hash);
    },
  };
}

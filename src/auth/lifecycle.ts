/** What may happen to a person: what is stored, and what follows at once: sessions end, sockets close, the log says so. */
import type { Commit } from "../database/write-queue.ts";
import type { Log } from "../logger.ts";
import { hashCode, newCode } from "./codes.ts";
import {
  type By,
  claimAdministration,
  logOut,
  readmitAccount,
  removeAccount,
  setAdmin,
  suspendAccount,
} from "./lifecycle.store.ts";
import { type ChangePassword, changePassword, makePasswordLink } from "./passwords.store.ts";
import type { Sessions } from "./sessions.ts";

/** Whose doing it was, for the log: somebody's by id, or the operator's at the terminal. */
export type Actor = number | "operator";

/**
 * Each resolves once it is durable and in force; false when it changed nothing.
 * Rejects with NotAdministrator when whoever does it has just lost the right.
 */
export type People = {
  setAdmin: (userId: number, admin: boolean, by: Actor) => Promise<boolean>;
  /** Makes somebody the very first administrator, unless there is one. */
  claimAdministration: (userId: number) => Promise<boolean>;
  suspend: (userId: number, by: Actor) => Promise<boolean>;
  readmit: (userId: number, by: Actor) => Promise<boolean>;
  remove: (userId: number, by: Actor) => Promise<boolean>;
  /** Ends sessions of a person: all, only one, or all but one. */
  logOut: (userId: number, by: Actor, which?: { only?: string; keep?: string }) => Promise<boolean>;
  /** Sets a new password and ends the sessions. */
  changePassword: (input: ChangePassword) => Promise<boolean>;
  /** The path of a link with which the person may set a new password within an hour. An earlier one is dead. */
  linkToPassword: (userId: number, by: Actor) => Promise<string>;
};

type Parts = {
  commit: Commit;
  sessions: Pick<Sessions, "ended" | "setAdmin">;
  log: Log;
};

/** How long a link to a new password is good, in ms. */
const LINK_LIFETIME = 3_600_000;

/** Who has to be an administrator for it, if somebody has to. */
const acting = (by: Actor, userId: number): By => (by === "operator" || by === userId ? {} : { by });

export function openPeople({ commit, sessions, log }: Parts): People {
  return {
    async setAdmin(userId, admin, by) {
      const changed = await commit(setAdmin, { userId, admin, by: by === "operator" ? undefined : by });
      if (!changed) return false;
      sessions.setAdmin(userId, admin);
      log.info(admin ? "made administrator" : "no administrator any more", { user: userId, by });
      return true;
    },

    async claimAdministration(userId) {
      const claimed = await commit(claimAdministration, { userId });
      if (!claimed) return false;
      sessions.setAdmin(userId, true);
      log.info("made administrator", { user: userId, by: "link" });
      return true;
    },

    async suspend(userId, by) {
      const ended = await commit(suspendAccount, { userId, at: Date.now(), ...acting(by, userId) });
      if (!ended) return false;
      sessions.ended(ended);
      log.info("suspended", { user: userId, by });
      return true;
    },

    async readmit(userId, by) {
      const readmitted = await commit(readmitAccount, { userId, ...acting(by, userId) });
      if (readmitted) log.info("readmitted", { user: userId, by });
      return readmitted;
    },

    async remove(userId, by) {
      const ended = await commit(removeAccount, { userId, at: Date.now(), ...acting(by, userId) });
      if (!ended) return false;
      sessions.ended(ended);
      log.info("removed", { user: userId, by });
      return true;
    },

    async logOut(userId, by, which = {}) {
      const ended = await commit(logOut, { userId, ...which, ...acting(by, userId) });
      sessions.ended(ended);
      if (ended.length > 0) log.info("sessions ended", { user: userId, by, count: ended.length });
      return ended.length > 0;
    },

    async changePassword(input) {
      const ended = await commit(changePassword, input);
      if (!ended) return false;
      sessions.ended(ended);
      log.info("password changed", { user: input.userId });
      return true;
    },

    async linkToPassword(userId, by) {
      const code = newCode();
      const expiresAt = Date.now() + LINK_LIFETIME;
      await commit(makePasswordLink, { userId, codeHash: hashCode(code), expiresAt, ...acting(by, userId) });
      log.info("link to a new password", { user: userId, by });
      return `/password?code=${code}`;
    },
  };
}

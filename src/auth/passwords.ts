/** Argon2id, a few at a time: a hash takes a tenth of a second and 64 MB, and a flood of log-ins must not take more. */
import type { Config } from "../config.ts";
import { isOwn } from "../http/client.ts";
import { openFairQueue, type Place } from "../lib/fair-queue.ts";

export type Passwords = {
  /** The hash of a new password. @throws TooBusy */
  hash: (password: string, place: Place) => Promise<string>;
  /** Whether the password is the one of the hash. Without a hash the answer is no, after the same time. @throws TooBusy */
  verify: (password: string, hash: string | undefined, place: Place) => Promise<boolean>;
};

type Limits = Pick<Config, "hashesAtOnce" | "hashesWaiting" | "hashesPerAccount" | "hashesPerNetwork">;

/** A hash of nothing anybody knows, with Bun's own parameters, so that an unknown name costs what a known one does. */
const NOBODY =
  "$argon2id$v=19$m=65536,t=2,p=1$cGFybG9yLW5vYm9keS1pcy1ob21l$6yM5b0jXq1sW3m0o8q2Jz4kF7vH9cN1dT5gR8uE2wYA";

export function openPasswords(limits: Limits): Passwords {
  const inTurn = openFairQueue({
    atOnce: limits.hashesAtOnce,
    waiting: limits.hashesWaiting,
    perFlow: limits.hashesPerNetwork,
    perSubject: limits.hashesPerAccount,
  });
  return {
    hash: (password, place) => inTurn(place, () => Bun.password.hash(prepare(password), "argon2id")),
    verify: (password, hash, place) => inTurn(place, () => Bun.password.verify(prepare(password), hash ?? NOBODY)),
  };
}

/**
 * Where somebody waits for a password. Networks take turns. Where all may come from one network, browsers and sessions that
 * are known to be somebody's wait for their own account instead, and strangers share one flow without a bound of its own.
 * @param account the folded name of the account that it is about; there need not be one
 * @param known whether the browser or the session is known to be the account's owner's
 */
export function placeOf(network: string, account: string, known: boolean): Place {
  const isShared = isOwn(network);
  return {
    flow: isShared && known ? `account ${account}` : `network ${network}`,
    isShared,
    subject: `${known ? "" : network} ${account}`, // a stranger elsewhere must not take up the places of somebody's account
  };
}

/** Two keyboards may encode the same letters differently. What is far too long is wrong anyway. */
const prepare = (password: string) => password.slice(0, 1_000).toWellFormed().normalize("NFKC");

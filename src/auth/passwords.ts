/** Argon2id, a few at a time: a hash takes a tenth of a second and 64 MB, and a flood of log-ins must not take more. */
import { type Asker, openTurns, type TurnsOptions } from "./turns.ts";

export type Passwords = {
  /** The hash of a new password. @throws TooBusy */
  hash: (password: string, asker: Asker) => Promise<string>;
  /** Whether the password is the one of the hash. Without a hash the answer is no, after the same time. @throws TooBusy */
  verify: (password: string, hash: string | undefined, asker: Asker) => Promise<boolean>;
};

/** A hash of nothing anybody knows, with Bun's own parameters, so that an unknown name costs what a known one does. */
const NOBODY =
  "$argon2id$v=19$m=65536,t=2,p=1$cGFybG9yLW5vYm9keS1pcy1ob21l$6yM5b0jXq1sW3m0o8q2Jz4kF7vH9cN1dT5gR8uE2wYA";

/** @param limits how many passwords are worked on at once, and how many may wait */
export function openPasswords(limits: TurnsOptions): Passwords {
  const inTurn = openTurns(limits);
  return {
    hash: (password, asker) => inTurn(asker, () => Bun.password.hash(prepare(password), "argon2id")),
    verify: (password, hash, asker) => inTurn(asker, () => Bun.password.verify(prepare(password), hash ?? NOBODY)),
  };
}

/** Two keyboards may encode the same letters differently. What is far too long is wrong anyway. */
const prepare = (password: string) => password.slice(0, 1_000).toWellFormed().normalize("NFKC");

/** Codes that stand in links: nobody guesses one, and what is stored of a one-time code does not give it away. */
import { randomToken } from "../lib/tokens.ts";

/** A new code of 128 bits, fit for a URL. */
export const newCode = (): string => randomToken(16);

/** What is kept of a code that is as good as a password, and what one that comes back is compared by. */
export const hashCode = (code: string): string => new Bun.CryptoHasher("sha256").update(code).digest("base64url");

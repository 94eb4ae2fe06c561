/** Session tokens made by hand, right and wrong ones. */

const HASHES = { HS256: "sha256", HS384: "sha384", HS512: "sha512" } as const;

export type Algorithm = keyof typeof HASHES | "none";

/**
 * A JSON web token with these claims. `none` leaves it unsigned.
 * @param header what its header says, whatever it was signed with
 */
export function signToken(
  secret: string,
  claims: Record<string, unknown>,
  algorithm: Algorithm = "HS256",
  header: Record<string, unknown> = {},
): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: algorithm, typ: "JWT", ...header })}.${part(claims)}`;
  if (algorithm === "none") return `${text}.`;
  return `${text}.${new Bun.CryptoHasher(HASHES[algorithm], secret).update(text).digest("base64url")}`;
}

/** What a token says, unchecked. */
export const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;

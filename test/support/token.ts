/** Session tokens made by hand, right and wrong ones. */

export type Algorithm = "HS256" | "HS512" | "none";

/** A JSON web token with these claims. `none` leaves it unsigned. */
export function signToken(secret: string, claims: Record<string, unknown>, algorithm: Algorithm = "HS256"): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: algorithm, typ: "JWT" })}.${part(claims)}`;
  if (algorithm === "none") return `${text}.`;
  const hash = algorithm === "HS256" ? "sha256" : "sha512";
  return `${text}.${new Bun.CryptoHasher(hash, secret).update(text).digest("base64url")}`;
}

/** What a token says, unchecked. */
export const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;

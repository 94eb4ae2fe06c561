/** Random bytes that nobody guesses, as text. */

const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));

/** So many bytes in letters fit for a URL; 16 of them are 22 characters. */
export const randomToken = (bytes: number): string =>
  randomBytes(bytes).toBase64({ alphabet: "base64url", omitPadding: true });

export const randomHex = (bytes: number): string => randomBytes(bytes).toHex();

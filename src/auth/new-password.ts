/** What a new password may be. */
import { foldName } from "../users/names.ts";

/** Whose password it is to be, and what the place is called: what guesses begin with. */
export type PasswordOf = { name: string; siteName: string };

/** What is wrong with a new password, in words for the person; nothing when it is fine. */
export async function passwordProblem(password: string, of: PasswordOf): Promise<string | undefined> {
  const length = [...password].length;
  if (length < 8) return "A password needs at least 8 characters.";
  if (length > 128) return "A password can have at most 128 characters.";
  const folded = foldName(password);
  if (folded === foldName(of.name)) return "Your password can't be your name.";
  const word = withoutEnds(folded);
  if (word !== "" && [of.name, of.siteName, "parlor"].some((name) => withoutEnds(foldName(name)) === word)) {
    return "A name with a few digits is the first thing people guess. Choose another password.";
  }
  if ((await loadCommon()).has(folded)) {
    return "That is one of the first passwords anyone would try. Choose another; a few words make a good one.";
  }
  return undefined;
}

/** Without spaces, and without the digits and signs that are put around a word to make it a password. */
const withoutEnds = (text: string): string =>
  text
    .replaceAll(" ", "")
    .replace(/^[^\p{L}]+/u, "")
    .replace(/[^\p{L}]+$/u, "");

let common: Promise<Set<string>> | undefined;

/** The passwords that people choose most, of those long enough; half a megabyte, loaded when the first one is chosen. */
const loadCommon = (): Promise<Set<string>> =>
  (common ??= import("@zxcvbn-ts/language-common").then(
    ({ dictionary }) => new Set(dictionary["passwords-common"].filter((password) => password.length >= 8)),
  ));

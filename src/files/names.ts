/** What files are called: as it is stored, in an address, and as a browser saves it. */

/** Most characters of a name. */
const LONGEST = 120;

/** Separators of folders, and what Windows does not take. */
const SEPARATORS = /[/\\:*?"<>|]/g;
/** What is not seen, and what turns the direction of what follows, so that a name seems to end otherwise. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;
/** Joins letters and emoji, and is meant. */
const JOINERS = /[\u200c\u200d]/;

/**
 * The name under which a file is stored: in any script, without folders, control characters and what changes the direction
 * of writing; `file` when nothing is left. A long one keeps its end, which says what it is.
 * @example storedName("../a\u202Egnp.exe") // "..-agnp.exe"
 */
export function storedName(name: string): string {
  const seen = name.toWellFormed().normalize("NFC").replace(UNSEEN, (one) => (JOINERS.test(one) ? one : "")); // prettier-ignore
  const plain = seen
    .replace(SEPARATORS, "-")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^\.+/, "")
    .replace(/[. ]+$/, "");
  return shorten(plain) || "file";
}

function shorten(name: string): string {
  const characters = [...name];
  if (characters.length <= LONGEST) return name;
  const end = /\.[^.\s]{1,12}$/u.exec(name)?.[0] ?? "";
  return characters.slice(0, LONGEST - [...end].length).join("") + end;
}

/** The name in the address of a file. What a thumbnail has is never that of a file. */
export const nameInPath = (name: string): string => encodeURIComponent(THUMBNAIL.test(name) ? `_${name}` : name);

const THUMBNAIL = /^thumb-\d+\.webp$/;

/**
 * How a file is to be saved, or shown, under its name.
 * @see https://www.rfc-editor.org/rfc/rfc6266
 * @example contentDisposition("attachment", "Röntgen.pdf") // `attachment; filename="R_ntgen.pdf"; filename*=UTF-8''R%C3%B6ntgen.pdf`
 */
export function contentDisposition(how: "inline" | "attachment", name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/gu, "_");
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${how}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

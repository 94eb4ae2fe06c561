/**
 * Marks the rows that a menu, an edit or a reply is about. By a rule, since rows may be replaced meanwhile; one in focus has
 * its ring.
 */

const STYLE = "background: var(--color-glow); outline: 1px solid var(--color-lamp); outline-offset: -1px";
const NOWHERE = ":not(*)";

/** The ids of the messages, by what is about them. */
const marked = new Map<string, string>();
let rule: CSSStyleRule | undefined;

/** Marks the row of a message for a purpose, and no other for the same one; without a message, none. */
export function markRow(purpose: "menu" | "emoji" | "composer", message?: string): void {
  if (message) marked.set(purpose, message);
  else marked.delete(purpose);
  rule ??= addRule();
  if (!rule) return;
  rule.selectorText =
    [...marked.values()].map((id) => `.message[data-id="${Number(id)}"]:not(:focus-visible)`).join() || NOWHERE;
}

function addRule(): CSSStyleRule | undefined {
  const sheet = document.querySelector<HTMLLinkElement>("link[rel=stylesheet]")?.sheet;
  const index = sheet?.insertRule(`${NOWHERE} { ${STYLE} }`, sheet.cssRules.length) ?? 0;
  return sheet?.cssRules[index] as CSSStyleRule | undefined;
}

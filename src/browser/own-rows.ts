/** Rows are rendered once for all readers; these rules make the reader's own look different. */
import { FOR_ME, me, MENTIONS_ME } from "./page.ts";

const MINE = `[data-author="${me}"]`;

const RULES = [
  `${MINE} > p > bdi, ${MENTIONS_ME} { color: var(--color-lamp) }`,
  `.message:has(${FOR_ME}):not(${MINE}) { --edge: 3px; background: var(--color-call) }`,
];

/** Adds the rules to the page's style sheet: one of their own could not be constructed in every browser. */
export function styleOwnRows(): void {
  const sheet = document.querySelector<HTMLLinkElement>("link[rel=stylesheet]")?.sheet;
  for (const rule of RULES) sheet?.insertRule(rule, sheet.cssRules.length);
}

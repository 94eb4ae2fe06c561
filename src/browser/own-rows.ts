/** Rows are rendered once for all readers; these rules make the reader's own look different. */
import { me, MENTIONS_ME } from "./page.ts";

const MINE = `[data-author="${Number(me)}"]`;

const RULES = [
  `${MINE} > p > bdi, ${MENTIONS_ME} { color: var(--color-lamp) }`,
  `.message:has(${MENTIONS_ME}):not(${MINE}) { background: var(--color-call) }`,
];

/** Adds the rules to the page. The content security policy allows style sheets made by scripts, and no others. */
export function styleOwnRows(): void {
  const sheet = newSheet();
  for (const rule of RULES) sheet?.insertRule(rule, sheet.cssRules.length);
}

/** A sheet of its own, or, where browsers can't construct one, the page's. */
function newSheet(): CSSStyleSheet | undefined {
  try {
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets.push(sheet);
    return sheet;
  } catch {
    return document.styleSheets[0];
  }
}

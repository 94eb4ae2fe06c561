/** What axe finds in a page as it is now. */
import type { Page } from "./browser.ts";

type Violation = { id: string; nodes: { html: string; failureSummary: string }[] };

const axe = await Bun.file(Bun.resolveSync("axe-core/axe.min.js", import.meta.dir)).text();

const ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The rules that ask for colours; the others find the same in light and in dark. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/** What axe finds, as lines to read. */
export const violations = (page: Page): Promise<string[]> => find(page, ALL);

/** The same in light and in dark, one after the other, in a page as it is, or in the parts of it that a selector names. */
export async function violationsInBothSchemes(page: Page, parts = "html"): Promise<string[]> {
  await setScheme(page, "dark");
  const dark = await find(page, OF_COLOURS, parts);
  await setScheme(page, "light");
  const light = await find(page, ALL, parts);
  return [...light.map((line) => `light: ${line}`), ...dark.map((line) => `dark: ${line}`)];
}

const setScheme = (page: Page, value: "light" | "dark") =>
  page.cdp("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value }] });

/** What is still on its way to its colour or place is taken there first. */
const SETTLED = `document.getAnimations().forEach((one) => {
  if (one.effect?.getComputedTiming().endTime !== Infinity) one.finish();
})`;

async function find(page: Page, rules: string[], parts = "html"): Promise<string[]> {
  await page.read(`window.axe ? true : ((0, eval)(${JSON.stringify(axe)}) ?? true)`);
  await page.read(SETTLED);
  const options = JSON.stringify({ runOnly: rules, resultTypes: ["violations"], preload: { assets: ["media"] } });
  const found = await page.read<Violation[]>(
    `axe.run(${JSON.stringify(parts)}, ${options}).then((result) => result.violations)`,
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`),
  );
}

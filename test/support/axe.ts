/** What axe finds in a page as it is now. */
import type { Page } from "./browser.ts";

type Violation = { id: string; nodes: { html: string; failureSummary: string }[] };

const axe = await Bun.file(Bun.resolveSync("axe-core/axe.min.js", import.meta.dir)).text();

/** What axe finds, as lines to read. */
export async function violations(page: Page): Promise<string[]> {
  await page.read(`(0, eval)(${JSON.stringify(axe)}) ?? true`);
  const found = await page.read<Violation[]>(
    "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((result) => result.violations)",
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`),
  );
}

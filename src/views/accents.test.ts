/** Every accent can be read, by day and by night, on everything it stands on; and pages and style sheet mean the same colours. */
import { expect, test } from "bun:test";
import { join } from "node:path";

import { contrast, type Oklch } from "../lib/oklch.ts";
import { type Accent, ACCENT_NAMES, ACCENTS } from "./accents.ts";

const STYLES = join(import.meta.dir, "../styles");
const theme = await Bun.file(join(STYLES, "app.css")).text();
const accents = await Bun.file(join(STYLES, "accents.css")).text();

const COLOUR = String.raw`oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)`;

/** A token by day and by night, as a piece of the style sheet has it. */
function tokenOf(css: string, name: string): Record<"light" | "dark", Oklch> | undefined {
  const found = new RegExp(`--color-${name}: light-dark\\(${COLOUR}, ${COLOUR}\\)`).exec(css)?.slice(1).map(Number);
  if (!found) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = found;
  return { light: [a, b, c], dark: [d, e, f] };
}

/** The tokens of an accent; what it does not set is the theme's. */
function token(accent: Accent, name: string) {
  const block = new RegExp(`\\[data-accent="${accent}"\\] \\{([^}]*)\\}`).exec(accents)?.[1] ?? "";
  const value = tokenOf(block, name) ?? tokenOf(theme, name);
  if (!value) throw new Error(`${accent} has no ${name}`);
  return value;
}

test.each(ACCENT_NAMES)("%s in the style sheet is what pages and pictures take it for", (accent) => {
  const { light, dark } = ACCENTS[accent];
  expect(token(accent, "lamp")).toEqual({ light: [...light], dark: [...dark] });
});

test.each(ACCENT_NAMES.flatMap((accent) => (["light", "dark"] as const).map((scheme) => [accent, scheme] as const)))(
  "%s can be read in the %s scheme",
  (accent, scheme) => {
    const of = (name: string) => token(accent, name)[scheme];
    for (const ground of ["paper", "panel", "raised", "glow", "call"]) {
      expect([ground, contrast(of("lamp"), of(ground)) >= 4.5]).toEqual([ground, true]);
    }
    expect(contrast(of("on-lamp"), of("lamp"))).toBeGreaterThanOrEqual(4.5);
    for (const text of ["ink", "soft"]) expect(contrast(of(text), of("glow"))).toBeGreaterThanOrEqual(4.5);
  },
);

test("contrast is what WCAG says it is", () => {
  expect(contrast([100, 0, 0], [0, 0, 0])).toBeCloseTo(21, 1);
  expect(contrast([50, 0.1, 20], [50, 0.1, 20])).toBe(1);
});

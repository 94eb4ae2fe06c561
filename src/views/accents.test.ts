/** Every accent can be read, by day and by night, on everything it stands on; and pages and style sheet mean the same colours. */
import { expect, test } from "bun:test";
import { join } from "node:path";

import { type Accent, ACCENT_NAMES, ACCENTS, oklchToCss } from "./accents.ts";

const STYLES = join(import.meta.dir, "../styles");
const theme = await Bun.file(join(STYLES, "app.css")).text();
const accents = await Bun.file(join(STYLES, "accents.css")).text();

const COLOUR = String.raw`(oklch\([^()]+\))`;

/** A token by day and by night, as a piece of the style sheet has it. */
function tokenOf(css: string, name: string): Record<"light" | "dark", string> | undefined {
  const [, light, dark] = new RegExp(`--color-${name}: light-dark\\(${COLOUR}, ${COLOUR}\\)`).exec(css) ?? [];
  return light && dark ? { light, dark } : undefined;
}

/** How much two colours differ for readers, 1 to 21. @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const rgb = Bun.color(colour, "[rgb]");
  if (!rgb) throw new Error(`${colour} is no colour`);
  const [red, green, blue] = rgb
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
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
  expect(token(accent, "lamp")).toEqual({ light: oklchToCss(light), dark: oklchToCss(dark) });
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
  expect(contrast("oklch(100% 0 0)", "oklch(0% 0 0)")).toBeCloseTo(21, 1);
  expect(contrast("oklch(50% 0.1 20)", "oklch(50% 0.1 20)")).toBe(1);
});

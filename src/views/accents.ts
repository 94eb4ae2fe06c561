/** The colours that a place may have for its accent. Each keeps its contrast by day and by night. */

/** Lightness in percent, chroma, hue in degrees. */
export type Oklch = readonly [lightness: number, chroma: number, hue: number];

export type AccentColour = {
  label: string;
  light: Oklch;
  dark: Oklch;
};

/** By the word that is stored, and that pages carry. The style sheet has the same colours, and those that go with them. */
export const ACCENTS = {
  lamp: { label: "Lamp", light: [52, 0.135, 45], dark: [80, 0.12, 72] },
  rose: { label: "Rose", light: [51, 0.165, 12], dark: [79, 0.1, 8] },
  moss: { label: "Moss", light: [49, 0.1, 142], dark: [81, 0.12, 138] },
  lagoon: { label: "Lagoon", light: [48, 0.08, 205], dark: [81, 0.095, 198] },
  sky: { label: "Sky", light: [50, 0.15, 258], dark: [79, 0.095, 252] },
  plum: { label: "Plum", light: [49, 0.15, 322], dark: [80, 0.1, 322] },
} as const satisfies Record<string, AccentColour>;

export type Accent = keyof typeof ACCENTS;

/** The accent of a place that has chosen none. */
export const DEFAULT_ACCENT: Accent = "lamp";

export const ACCENT_NAMES = Object.keys(ACCENTS) as Accent[];

/** An accent by its word; nothing when there is none of that name. */
export const readAccent = (word: string): Accent | undefined => ACCENT_NAMES.find((name) => name === word);

/** A colour as CSS has it. */
export const oklchToCss = ([lightness, chroma, hue]: Oklch): string => `oklch(${lightness}% ${chroma} ${hue})`;

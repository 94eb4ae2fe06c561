/** What a scenario finds out. */

export type Figure = {
  /** What is measured, in words. */
  what: string;
  value: number;
  unit: string;
  atMost?: number;
  atLeast?: number;
};

/** A table of everything measured beside the figures. */
export type Table = { columns: string[]; rows: (string | number)[][] };

export type Outcome = {
  title: string;
  figures: Figure[];
  tables: Table[];
  /** What a reader has to know to judge the figures. */
  notes: string[];
  /** SVG by name; a note may show `plots/{name}.svg`. */
  plots?: Record<string, string>;
};

export const isMet = ({ value, atMost = Infinity, atLeast = -Infinity }: Figure): boolean =>
  value <= atMost && value >= atLeast;

/** "ok", or by how much the bound is missed; nothing where there is none. */
export function verdictOf(figure: Figure): string {
  const { value, atMost, atLeast } = figure;
  const bound = atMost ?? atLeast;
  if (bound === undefined) return "";
  if (isMet(figure)) return "ok";
  return bound === 0 || !Number.isFinite(value)
    ? "missed"
    : `missed by ${Math.round(Math.abs(value / bound - 1) * 100)} %`;
}

export const boundOf = ({ atMost, atLeast }: Figure): string =>
  atMost !== undefined ? `≤ ${show(atMost)}` : atLeast !== undefined ? `≥ ${show(atLeast)}` : "";

/** A number with three digits that count. */
export function show(value: number): string {
  if (!Number.isFinite(value)) return "none";
  const size = Math.abs(value);
  if (size >= 1_000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}

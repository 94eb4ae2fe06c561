/** How large pictures are shown in a row: their boxes are there before they are, so that nothing moves when they come. */

type Size = { width: number; height: number };

/** The largest box of a picture by itself, in CSS pixels; as wide as the smaller thumbnail, so that most screens need no more. */
const MOST: Size = { width: 480, height: 352 };
/** The least, so that it can be hit with a finger. */
const LEAST = 48;
/** Width by height of the narrowest and the widest box: what is beyond is cut at its ends. */
const NARROWEST = 0.5;
const WIDEST = 4;

const between = (least: number, number: number, most: number): number => Math.min(Math.max(number, least), most);

/** The box of a picture by itself: never larger than the picture, but for tiny ones. */
export function boxOf({ width, height }: Size): Size {
  const ratio = between(NARROWEST, width / height, WIDEST);
  const high = Math.min(MOST.height, MOST.width / ratio, height, width / ratio);
  return { width: Math.max(LEAST, Math.round(high * ratio)), height: Math.max(LEAST, Math.round(high)) };
}

/** Whether a picture is so small that it is shown in the middle of its box as it is. */
export const isTiny = ({ width, height }: Size): boolean => Math.max(width, height) < 2 * LEAST;

/** How several pictures are laid out: the style sheet has a rule for each. */
export type Layout = "alone" | "pair" | "trio" | "rows-0" | "rows-2" | "rows-4";

/** One, two side by side, one beside two; more in rows of three, of which the first one or two have two instead. */
export function layoutOf(count: number): Layout {
  if (count <= 3) return (["alone", "pair", "trio"] as const)[count - 1] ?? "alone";
  return (["rows-0", "rows-4", "rows-2"] as const)[count % 3] ?? "rows-0";
}

/** The box of one of several pictures, as large as it gets. */
function cellOf(layout: Layout, index: number): Size {
  if (layout === "pair") return { width: 239, height: 239 };
  if (layout === "trio") return index === 0 ? { width: 319, height: 320 } : { width: 159, height: 159 };
  return index < Number(layout.slice(-1)) ? { width: 239, height: 159 } : { width: 159, height: 159 };
}

/** How wide a picture is drawn at most, in CSS pixels: it fills its box, and what is beyond is cut. */
export function drawnWidth({ width, height }: Size, layout: Layout, index: number): number {
  const box = layout === "alone" ? boxOf({ width, height }) : cellOf(layout, index);
  return Math.round(Math.min(width, Math.max(box.width, (box.height * width) / height)));
}

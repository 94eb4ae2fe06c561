/** What is seen through a picture: nothing through that of a person, and for a logo on which pages it would not be seen. */

/** Pixels of eight bits for red, green, blue and opacity, in rows that each begin with a byte that means nothing. */
export type Rows = { rows: Uint8Array; width: number };

type Rgb = readonly [red: number, green: number, blue: number];

/** What lies under a picture that is dark, or that is light: what is drawn in it is seen. */
const PAPER: Rgb = [246, 240, 230];
const NIGHT: Rgb = [42, 36, 32];

/** Light, from 0 to 255, below which a picture is seen badly on a dark page, and above which on a light one. */
const DARK = 90;
const LIGHT = 190;

/** Puts a plain colour under a picture, one that it is seen on. It stays as it is where nothing shows through. */
export function flatten({ rows, width }: Rows): void {
  const under = meanLight({ rows, width }) < 128 ? PAPER : NIGHT;
  forEachPixel({ rows, width }, (at) => {
    const opacity = (rows[at + 3] ?? 255) / 255;
    if (opacity === 1) return;
    under.forEach(
      (value, part) => (rows[at + part] = Math.round((rows[at + part] ?? 0) * opacity + value * (1 - opacity))),
    );
    rows[at + 3] = 255;
  });
}

/** Whether a picture through which the page shows is so dark, or so light, that it is not seen on a page that is, too. */
export function toneOf(picture: Rows): "dark" | "light" | null {
  let through = 0;
  let count = 0;
  forEachPixel(picture, (at) => {
    count++;
    through += 1 - (picture.rows[at + 3] ?? 255) / 255;
  });
  if (through < count * 0.05) return null; // it brings its own ground
  const light = meanLight(picture);
  return light < DARK ? "dark" : light > LIGHT ? "light" : null;
}

/** How light what is drawn is, from 0 to 255; the less opaque a pixel, the less it counts. */
function meanLight({ rows, width }: Rows): number {
  let light = 0;
  let weight = 0;
  forEachPixel({ rows, width }, (at) => {
    const opacity = rows[at + 3] ?? 0;
    const [red = 0, green = 0, blue = 0] = rows.subarray(at, at + 3);
    light += opacity * (0.299 * red + 0.587 * green + 0.114 * blue);
    weight += opacity;
  });
  return weight === 0 ? 255 : light / weight;
}

function forEachPixel({ rows, width }: Rows, visit: (at: number) => void): void {
  const length = 1 + width * 4;
  for (let start = 1; start < rows.length; start += length) {
    for (let at = start; at < start + width * 4; at += 4) visit(at);
  }
}

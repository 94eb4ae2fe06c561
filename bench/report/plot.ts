/** A line in a square, both axes in powers of ten, as SVG that reads in light and dark. */

export type Point = { x: number; y: number };

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [640, 320, 70, 50];

export function plot(title: string, xName: string, yName: string, points: Point[]): string {
  const range = (values: number[]) => {
    const least = Math.floor(Math.log10(Math.min(...values)));
    return { least, most: Math.max(least + 1, Math.ceil(Math.log10(Math.max(...values)))) };
  };
  const xs = range(points.map(({ x }) => x));
  const ys = range(points.map(({ y }) => y));
  const atX = (x: number) => LEFT + ((Math.log10(x) - xs.least) / (xs.most - xs.least)) * (WIDTH - LEFT - 30);
  const atY = (y: number) =>
    HEIGHT - BOTTOM - ((Math.log10(y) - ys.least) / (ys.most - ys.least)) * (HEIGHT - BOTTOM - 50);
  const powers = ({ least, most }: typeof xs) =>
    Array.from({ length: most - least + 1 }, (_, index) => 10 ** (least + index));
  const label = (value: number) => value.toLocaleString("en", { maximumFractionDigits: 3 });
  const line = points.map(({ x, y }) => `${atX(x).toFixed(1)},${atY(y).toFixed(1)}`).join(" ");
  const parts = [
    `<text x="${LEFT}" y="28" font-size="16">${title}</text>`,
    ...powers(xs).map((x) => `<text x="${atX(x)}" y="${HEIGHT - 28}" text-anchor="middle">${label(x)}</text>`),
    ...powers(ys).map(
      (y) =>
        `<path d="M${LEFT} ${atY(y)}H${WIDTH - 30}" stroke="#8886"/><text x="${LEFT - 8}" y="${atY(y) + 4}" text-anchor="end">${label(y)}</text>`,
    ),
    `<polyline points="${line}" fill="none" stroke="#c2571a" stroke-width="2"/>`,
    ...points.map(
      ({ x, y }) => `<circle cx="${atX(x)}" cy="${atY(y)}" r="4" fill="#c2571a"><title>${label(y)}</title></circle>`,
    ),
    `<text x="${(WIDTH + LEFT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${xName}</text>`,
    `<text transform="translate(16 ${(HEIGHT - BOTTOM) / 2 + 20}) rotate(-90)" text-anchor="middle">${yName}</text>`,
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#888">\n${parts.join("\n")}\n</svg>\n`;
}

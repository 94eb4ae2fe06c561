/** An address as a QR code: to hold a phone up to a terminal, or to a page. */
import { encodeQR } from "qr";

/** Longest text drawn for a page, in characters: more is no address, and no phone would read it. */
const LONGEST = 500;

/** Dark and light squares, with the margin that readers want. */
const squaresOf = (text: string): boolean[][] => encodeQR(text, "raw", { ecc: "low", border: 2 });

/** Black on white whatever the colours of the terminal are, two squares to a character. */
export function qrForTerminal(text: string): string {
  const squares = squaresOf(text);
  const lines: string[] = [];
  for (let row = 0; row < squares.length; row += 2) {
    const above = squares[row] ?? [];
    const below = squares[row + 1];
    const line = above.map((dark, column) => BLOCKS[`${dark}${below?.[column] ?? false}`]);
    lines.push(`\x1b[30;107m${line.join("")}\x1b[0m`);
  }
  return lines.join("\n");
}

const BLOCKS: Record<string, string> = { truetrue: "█", truefalse: "▀", falsetrue: "▄", falsefalse: " " };

/** The side of the drawing, in squares, and its dark squares as the path of an SVG; nothing when the text is too long. */
export function qrPath(text: string): { side: number; path: string } | undefined {
  if (text.length > LONGEST) return undefined;
  const squares = squaresOf(text);
  const runs = squares.flatMap((row, y) => runsOf(row).map(({ x, length }) => `M${x} ${y}h${length}v1h-${length}z`));
  return { side: squares.length, path: runs.join("") };
}

/** Dark squares beside each other, drawn as one. */
function runsOf(row: boolean[]): { x: number; length: number }[] {
  const runs: { x: number; length: number }[] = [];
  row.forEach((dark, x) => {
    const last = runs.at(-1);
    if (dark && last && last.x + last.length === x) last.length++;
    else if (dark) runs.push({ x, length: 1 });
  });
  return runs;
}

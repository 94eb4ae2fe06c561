/** Draws how loud a voice is, as bars. */

/** Pixels of a bar, and between two. */
const BAR = 3;
const GAP = 2;

/**
 * @param levels from 0 to 1
 * @param played the part that was heard, from 0 to 1: its bars are stronger
 * @param isRolling the newest bars stand at the end, as many as fit; else all of them fill the width
 */
export function drawBars(canvas: HTMLCanvasElement, levels: number[], played: number, isRolling = false): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = devicePixelRatio;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext("2d");
  if (!context || levels.length === 0) return;
  context.scale(scale, scale);
  context.fillStyle = getComputedStyle(canvas).color;
  const fitting = Math.floor(width / (BAR + GAP));
  const shown = isRolling ? levels.slice(-fitting) : levels;
  const step = isRolling ? BAR + GAP : width / shown.length;
  const start = isRolling ? width - shown.length * step : 0;
  shown.forEach((level, index) => {
    const tall = Math.max(2, level * height);
    context.globalAlpha = isRolling || index / shown.length < played ? 1 : 0.45;
    context.fillRect(start + index * step, (height - tall) / 2, Math.max(1, Math.min(BAR, step - 1)), tall);
  });
}

/** Drawings in lines, as the server's icons are. */

/** An icon as HTML. @param path the lines, in a square of 24 by 24 */
export const icon = (path: string, width = 2): string =>
  `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${path}"/></svg>`;

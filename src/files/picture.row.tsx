/** The pictures of a message in its row: links to them, which the page's script opens in place. */
import { Html } from "@elysiajs/html";

import { attribute } from "../views/html.ts";
import { filePath, thumbnailPath, THUMBNAILS } from "./addresses.ts";
import { boxOf, drawnWidth, isTiny, type Layout, layoutOf } from "./boxes.ts";
import type { ShownFile } from "./sent.store.ts";

/** A picture whose size is known. */
export type ShownPicture = ShownFile & { width: number; height: number };

/** Bytes of an animated picture that moves in its row; of larger ones the first frame stands there. */
const MOVES = 1_048_576;

export const isSized = (file: ShownFile): file is ShownPicture => file.width !== null && file.height !== null;

/** One large, several as a grid: see files.css. */
export const PictureGrid = ({ pictures }: { pictures: ShownPicture[] }) => {
  const layout = layoutOf(pictures.length);
  return (
    <div class={`pictures ${layout}`}>
      {pictures.map((file, index) => (
        <a href={filePath(file)} class={classOf(file)}>
          {file.placeholder !== null && <img src={file.placeholder} width={file.width} height={file.height} alt="" />}
          <Picture file={file} layout={layout} index={index} />
        </a>
      ))}
    </div>
  );
};

const classOf = (file: ShownPicture): string | undefined => {
  if (isStill(file)) return "still";
  return isTiny(file) ? "tiny" : undefined;
};

/** The first frame stands for an animated picture that is too large to move. */
const isStill = ({ animated, bytes, small }: ShownPicture): boolean => animated && small && bytes > MOVES;

/** What stands in its row is as small as the screen allows; the picture itself is fetched when somebody looks at it. */
const Picture = ({ file, layout, index }: { file: ShownPicture; layout: Layout; index: number }) => {
  const box = layout === "alone" ? boxOf(file) : undefined; // in a grid the style sheet gives it one
  const isWhole = !file.small || (file.animated && !isStill(file));
  const image = (
    <img
      src={isWhole ? filePath(file) : undefined}
      srcset={isWhole ? undefined : sourcesOf(file)}
      sizes={isWhole ? undefined : sizesFor(drawnWidth(file, layout, index))}
      width={box?.width}
      height={box?.height}
      alt={attribute(file.description || file.name)}
      loading="lazy"
      decoding="async"
    />
  );
  if (!isWhole || !file.small) return image;
  return (
    <picture>
      <source media="(prefers-reduced-motion: reduce)" srcset={thumbnailPath(file, "small")} />
      {image}
    </picture>
  );
};

/** The thumbnails of a picture, each with its width: that follows from the longer side. */
function sourcesOf(file: ShownPicture): string {
  const { width, height } = file;
  const sizes = (["small", "large"] as const).filter((size) => file[size]);
  const widthOf = (size: (typeof sizes)[number]) =>
    Math.max(1, Math.round(width * Math.min(1, THUMBNAILS[size] / Math.max(width, height))));
  return sizes.map((size) => `${thumbnailPath(file, size)} ${widthOf(size)}w`).join(", ");
}

/** All pictures of a message together are 480 pixels wide, and on a phone four fifths of the screen. */
const sizesFor = (width: number): string => `min(${width}px,${Math.ceil(width / 6)}vw)`;

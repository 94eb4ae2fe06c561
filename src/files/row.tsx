/** The files of a message, as its row shows them: the same for every reader. */
import { Html } from "@elysiajs/html";

import { formatBytes } from "../lib/bytes.ts";
import { attribute } from "../views/html.ts";
import { filePath, thumbnailPath, THUMBNAILS } from "./addresses.ts";
import { isAudio, isPicture, isVideo, kindName, toMediaType } from "./media-types.ts";
import type { ShownFile } from "./sent.store.ts";

/** Pictures first, as one, or as a grid; then what is played; then everything else, a line each. */
export const FileList = ({ files }: { files: ShownFile[] }) => {
  const pictures = files.filter(({ type, width }) => isPicture(toMediaType(type)) && width !== null);
  const others = files.filter((file) => !pictures.includes(file));
  return (
    <div class="files" hx-ignore>
      {pictures.length > 0 && (
        <div class="pictures" data-count={pictures.length}>
          {pictures.map((file) => (
            <Picture file={file} />
          ))}
        </div>
      )}
      {others.map((file) => (
        <Other file={file} />
      ))}
    </div>
  );
};

/** Its box is as large from the start as the picture will be, and blurred colours stand in it until then. */
const Picture = ({ file }: { file: ShownFile }) => (
  <a class="picture" href={filePath(file)} title={attribute(file.name)}>
    {file.placeholder !== null && <img class="blurred" src={file.placeholder} alt="" />}
    <img
      src={file.small && !file.animated ? thumbnailPath(file, "small") : filePath(file)}
      srcset={file.animated ? undefined : sources(file)}
      sizes="(max-width: 30rem) 80vw, 30rem"
      width={file.width ?? undefined}
      height={file.height ?? undefined}
      alt={attribute(file.description || file.name)}
      loading="lazy"
      decoding="async"
    />
  </a>
);

/** The widths of thumbnails follow from the longer side. */
function sources(file: ShownFile): string | undefined {
  const [width, height] = [file.width ?? 0, file.height ?? 0];
  const sizes = (["small", "large"] as const).filter((size) => file[size]);
  if (sizes.length === 0) return undefined;
  const widthOf = (size: "small" | "large") =>
    Math.round(width * Math.min(1, THUMBNAILS[size] / Math.max(width, height)));
  return sizes.map((size) => `${thumbnailPath(file, size)} ${widthOf(size)}w`).join(", ");
}

const Other = ({ file }: { file: ShownFile }) => {
  const type = toMediaType(file.type);
  return (
    <div class="file">
      {isAudio(type) && (
        <audio controls="" preload="none" src={filePath(file)} data-waveform={file.waveform ?? undefined}></audio>
      )}
      {isVideo(type) && <video controls preload="none" src={filePath(file)}></video>}
      <a href={`${filePath(file)}?download`}>
        <bdi safe>{file.name}</bdi> <small safe>{`${kindName(type)}, ${formatBytes(file.bytes)}`}</small>
      </a>
      {file.description !== "" && (
        <p dir="auto" safe>
          {file.description}
        </p>
      )}
    </div>
  );
};

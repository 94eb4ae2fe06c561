/** The files of a message, as its row shows them: the same for every reader. */
import { Html } from "@elysiajs/html";

import { formatBytes } from "../lib/bytes.ts";
import { attribute } from "../views/html.ts";
import { filePath } from "./addresses.ts";
import { isSized, PictureGrid } from "./picture.row.tsx";
import type { ShownFile } from "./sent.store.ts";
import { fileKind } from "./types/kinds.ts";
import { isAudio, isPicture, isVideo, kindName, toMediaType } from "./types/media-types.ts";
import { Voice } from "./voice.row.tsx";

/**
 * Pictures first, as one, or as a grid; then what is played; then everything else, a line each.
 * @param edited when the message was changed, where it has no text that could say so
 */
export const FileList = ({ files, edited }: { files: ShownFile[]; edited?: string }) => {
  const pictures = files.filter(({ type }) => isPicture(toMediaType(type))).filter(isSized);
  const others = files.filter((file) => !pictures.some((picture) => picture === file));
  return (
    <div class="files" data-edited={edited} hx-ignore>
      {pictures.length > 0 && <PictureGrid pictures={pictures} />}
      {others.map((file) => (
        <Other file={file} />
      ))}
    </div>
  );
};

const Other = ({ file }: { file: ShownFile }) => {
  const type = toMediaType(file.type);
  if (isAudio(type) && file.waveform !== null) return <Voice file={file} waveform={file.waveform} />;
  return (
    <>
      {isVideo(type) && (
        <video controls playsinline preload="none" src={filePath(file)} aria-label={attribute(labelOf(file))}></video>
      )}
      {isAudio(type) && (
        <audio controls="" preload="none" src={filePath(file)} aria-label={attribute(labelOf(file))}></audio>
      )}
      <FileLink file={file} />
    </>
  );
};

const labelOf = ({ name, description }: ShownFile): string => description || name;

/** To press it saves the file. */
export const FileLink = ({ file }: { file: Pick<ShownFile, "id" | "name" | "type" | "bytes" | "description"> }) => {
  const type = toMediaType(file.type);
  return (
    <a class={`file ${fileKind(type)}`} href={`${filePath(file)}?download`} download="">
      <bdi safe>{file.name}</bdi>
      <small safe>{`${kindName(type)}, ${formatBytes(file.bytes)}`}</small>
      {file.description !== "" && (
        <small dir="auto" safe>
          {file.description}
        </small>
      )}
    </a>
  );
};

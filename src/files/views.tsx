/** A file that was sent and waits in the composer for its message. */
import { Html } from "@elysiajs/html";

import { formatBytes } from "../lib/bytes.ts";
import { attribute } from "../views/html.ts";
import { Sheet } from "../views/icons.tsx";
import { filePath, thumbnailPath } from "./addresses.ts";
import type { StoredFile } from "./store.ts";
import { kindName, toMediaType } from "./types/media-types.ts";

/**
 * It carries its id, so that the form it stands in sends it with the message, unless its sender leaves it out. The page's
 * script makes a card of it.
 */
export const SentFile = ({ file }: { file: StoredFile }) => (
  <li class="sent-file" data-bytes={file.bytes}>
    <input type="checkbox" name="file" value={file.id} checked aria-label={`Send ${attribute(file.name)}`} />
    <span class="thumb">
      {file.width === null ? (
        <Sheet />
      ) : (
        <img src={file.small === null ? filePath(file) : thumbnailPath(file, "small")} alt="" />
      )}
    </span>
    <a href={filePath(file)} target="_blank">
      <bdi safe>{file.name}</bdi>
    </a>
    <small safe>{`${kindName(toMediaType(file.type))}, ${formatBytes(file.bytes)}`}</small>
    {file.tellsMore && <small class="file-notice">It may contain where and when it was made.</small>}
  </li>
);

/** A file that was sent and waits in the composer for its message. */
import { Html } from "@elysiajs/html";

import { formatBytes } from "../lib/bytes.ts";
import { attribute } from "../views/html.ts";
import { filePath, thumbnailPath } from "./addresses.ts";
import { kindName, toMediaType } from "./media-types.ts";
import type { StoredFile } from "./store.ts";

/** It carries its id, so that the form it stands in sends it with the message. */
export const SentFile = ({ file }: { file: StoredFile }) => (
  <li class="sent-file" data-file={file.id}>
    <input type="hidden" name="file" value={file.id} />
    {file.width !== null && <img src={file.small === null ? filePath(file) : thumbnailPath(file, "small")} alt="" />}
    <a href={filePath(file)} target="_blank">
      <bdi safe>{file.name}</bdi>
    </a>
    <small safe>{`${kindName(toMediaType(file.type))}, ${formatBytes(file.bytes)}`}</small>
    {file.tellsMore && <small>This file may say where and when it was made.</small>}
    <input
      class="description"
      name="description"
      value={attribute(file.description)}
      maxlength="1000"
      placeholder="Describe it"
      aria-label={`Description of ${attribute(file.name)}`}
    />
  </li>
);

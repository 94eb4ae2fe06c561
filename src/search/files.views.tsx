/** The files of a message that was found by what they are called, or that has nothing else to show. */
import { Html } from "@elysiajs/html";

import { filePath, thumbnailPath } from "../files/addresses.ts";
import { readFiles, type ShownFile } from "../files/sent.store.ts";
import { fileKind } from "../files/types/kinds.ts";
import { toMediaType } from "../files/types/media-types.ts";
import { fold } from "../lib/fold.ts";
import { trusted } from "../views/html.ts";
import { markTerms, plainExcerptToHtml } from "./excerpt.ts";
import type { FoundHit } from "./find.ts";

/** Most files of a message that are shown. */
const MOST = 3;

export const HitFiles = ({ hit, terms }: { hit: FoundHit; terms: string[] }) => {
  const files = readFiles(hit.files);
  const meant = files.filter((file) => isMeant(file, terms));
  const shown = meant.length === 0 && hit.text === "" ? files : meant;
  const more = shown.length - MOST;
  return (
    <>
      {shown.slice(0, MOST).map((file) => (
        <HitFile file={file} terms={terms} />
      ))}
      {more > 0 && (
        <div class="hit-file">
          <small safe>{more === 1 ? "and 1 more file" : `and ${more} more files`}</small>
        </div>
      )}
    </>
  );
};

const isMeant = ({ name, description }: ShownFile, terms: string[]): boolean => {
  const text = fold(`${name}\n${description}`);
  return terms.some((term) => text.includes(term));
};

const HitFile = ({ file, terms }: { file: ShownFile; terms: string[] }) => (
  <div class={`hit-file ${fileKind(toMediaType(file.type))}`} hx-ignore>
    {file.width !== null && (
      <img src={file.small ? thumbnailPath(file, "small") : filePath(file)} alt="" loading="lazy" />
    )}
    <span dir="auto">
      {trusted(markTerms(file.name, terms))}
      {file.description !== "" && <small>{trusted(plainExcerptToHtml(file.description, terms))}</small>}
    </span>
  </div>
);

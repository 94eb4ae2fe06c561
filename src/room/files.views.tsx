/** The page of all pictures and files of a room, the newest first: each leads to the message that it came with. */
import { Html } from "@elysiajs/html";

import { filePath, thumbnailPath } from "../files/addresses.ts";
import type { RoomFile, Wanted } from "../files/room.store.ts";
import { FileLink } from "../files/row.tsx";
import { isPicture, toMediaType } from "../files/types/media-types.ts";
import { month } from "../lib/intl.ts";
import { messagePath } from "../messages/row.tsx";
import type { Room } from "../rooms/store.ts";
import { attribute } from "../views/html.ts";
import { Button, type Site } from "../views/layout.tsx";
import { Sheet } from "../views/sheet.tsx";

type FilesPageProps = {
  site: Site;
  room: Room;
  files: RoomFile[];
  wanted?: Wanted;
  /** The message before which there are more. */
  before?: number;
  /** There are newer ones on a page before. */
  goesOn: boolean;
};

const FILTERS: [kind: Wanted | undefined, label: string][] = [
  [undefined, "All"],
  ["pictures", "Pictures"],
  ["media", "Audio and video"],
  ["others", "Files"],
];

/** What is said where nothing is. */
const NOTHING: Record<Wanted | "all", string> = {
  all: "No pictures or files yet. What people send in this room is collected here.",
  pictures: "No pictures yet.",
  media: "No audio or video yet.",
  others: "No other files yet.",
};

export const FilesPage = ({ site, room, files, wanted, before, goesOn }: FilesPageProps) => {
  const path = `/rooms/${room.slug}`;
  return (
    <Sheet site={site} title="Pictures and files" class="files-page" back={path}>
      <p class="-mt-4 wrap-anywhere text-soft" dir="auto" safe>{`In ${room.name}`}</p>
      <nav aria-label="Kinds of files">
        {FILTERS.map(([kind, label]) => (
          <a href={addressOf(path, kind)} aria-current={kind === wanted ? "page" : undefined} safe>
            {label}
          </a>
        ))}
      </nav>
      {files.length === 0 ? (
        <section aria-label="Files">
          <p safe>{sayNothing({ wanted, before, goesOn })}</p>
        </section>
      ) : (
        [...Map.groupBy(files, ({ at }) => month().format(at))].map(([title, files]) => (
          <Month title={title} files={files} slug={room.slug} />
        ))
      )}
      {before !== undefined && (
        <p>
          <Button href={addressOf(path, wanted, before)} label="Earlier" quiet />
        </p>
      )}
    </Sheet>
  );
};

function sayNothing({ wanted, before, goesOn }: Pick<FilesPageProps, "wanted" | "before" | "goesOn">): string {
  if (before !== undefined) return "None among the latest files. There may be earlier ones.";
  return goesOn ? "That is all." : NOTHING[wanted ?? "all"];
}

function addressOf(path: string, kind: Wanted | undefined, before?: number): string {
  const query = [kind && `kind=${kind}`, before !== undefined && `before=${before}`].filter(Boolean);
  return `${path}/files${query.length > 0 ? `?${query.join("&amp;")}` : ""}`;
}

const Month = ({ title, files, slug }: { title: string; files: RoomFile[]; slug: string }) => {
  const pictures = files.filter(({ type, width }) => isPicture(toMediaType(type)) && width !== null);
  const others = files.filter((file) => !pictures.includes(file));
  return (
    <section aria-label={title}>
      <h2 safe>{title}</h2>
      {pictures.length > 0 && (
        <ul class="tiles">
          {pictures.map((file) => (
            <Tile file={file} slug={slug} />
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul class="file-list">
          {others.map((file) => (
            <li>
              <FileLink file={file} />
              <Origin file={file} slug={slug} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

const Tile = ({ file, slug }: { file: RoomFile; slug: string }) => (
  <li>
    <a class="tile" href={filePath(file)} title={attribute(file.name)}>
      {file.placeholder !== null && <img src={file.placeholder} alt="" />}
      <img
        src={file.small ? thumbnailPath(file, "small") : filePath(file)}
        alt={attribute(file.description || file.name)}
        loading="lazy"
        decoding="async"
      />
    </a>
    <Origin file={file} slug={slug} />
  </li>
);

/** Who sent it on which day, as the way to the message. */
const Origin = ({ file: { message, author, at }, slug }: { file: RoomFile; slug: string }) => (
  <a class="origin" href={messagePath(slug, message)} title="Go to the message">
    <bdi safe>{author}</bdi>{" "}
    <time datetime={new Date(at).toISOString()} safe>
      {day(at)}
    </time>
  </a>
);

/** A day of the month, in UTC as the months are. @example "22 Nov" */
const day = (at: number): string => new Date(at).toUTCString().slice(5, 11);

/** What an administrator may know of who uses the storage: rooms that they may not come into have no names. */
import type { Database } from "bun:sqlite";

import type { FileUse } from "../files/use.store.ts";
import type { StorageUse } from "../files/use.ts";
import { listEntries } from "../rooms/store.ts";
import { findUser } from "../users/store.ts";

/** A line of the list. `href`: where it leads, if anywhere. */
export type UseLine = { name: string; href?: string; files: number; bytes: number };

export type ShownUse = { rooms: UseLine[]; people: UseLine[] };

/** Lines of each list. */
const MOST = 10;

export function shownUse(db: Database, { rooms, people }: StorageUse, reader: number): ShownUse {
  const entries = new Map(listEntries(db, reader).map(({ room }) => [room.id, room]));
  const known = rooms.filter(({ id }) => entries.has(id));
  const hidden = sum(rooms.filter(({ id }) => !entries.has(id)));
  const lines = known.slice(0, MOST).map(({ id, ...use }) => {
    const room = entries.get(id);
    return { name: room?.name ?? "", href: room && `/rooms/${room.slug}`, ...use };
  });
  const rest = sum(known.slice(MOST));
  return {
    rooms: [
      ...lines,
      ...(rest.files > 0 ? [{ name: "Other rooms", ...rest }] : []),
      ...(hidden.files > 0 ? [{ name: "Rooms you are not in", ...hidden }] : []),
    ],
    people: people.slice(0, MOST).map(({ id, ...use }) => {
      const user = findUser(db, id);
      return { name: user?.name ?? "a former guest", href: user && `/admin/people/${id}`, ...use };
    }),
  };
}

const sum = (uses: FileUse[]) => ({
  files: uses.reduce((total, { files }) => total + files, 0),
  bytes: uses.reduce((total, { bytes }) => total + bytes, 0),
});

/** What the place takes on its disk, and a backup of it to download. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import type { Config } from "../config.ts";
import { lastBackup } from "../database/last-backup.ts";
import type { Commit } from "../database/write-queue.ts";
import { bytesStored } from "../files/contents/contents.store.ts";
import type { Storage } from "../files/contents/storage.ts";
import type { Upkeep } from "../files/contents/upkeep.ts";
import { openUse } from "../files/use.ts";
import { dayIn, DOWNLOAD_PAUSE, downloadHeaders } from "../http/download.ts";
import { rejected } from "../http/error.tsx";
import { acceptorOf } from "../http/listener.ts";
import { formatBytes } from "../lib/bytes.ts";
import { messageOf } from "../lib/operator-error.ts";
import type { Logger } from "../logger.ts";
import { findActor } from "../users/store.ts";
import { NoDownload, openBackups } from "./backup.ts";
import { measureDisk } from "./disk-use.ts";
import { shownUse } from "./storage-use.ts";
import { noteDownload } from "./storage.store.ts";
import { StoragePage } from "./storage.views.tsx";

export type StorageDeps = AuthDeps & {
  config: Pick<Config, "dataDir" | "trustProxy" | "filesTotal" | "filesPerPersonDay" | "fileBytes" | "diskFreeFloor">;
  db: Database;
  commit: Commit;
  storage: Storage;
  upkeep: Pick<Upkeep, "last">;
  log: Logger;
};

export function storageRoutes(deps: StorageDeps) {
  const { config, db, commit, site, storage, upkeep, log } = deps;
  const backups = openBackups(config.dataDir, storage);
  const readUse = openUse(db);

  const page = async (reader: number, problem?: string) => (
    <StoragePage
      site={site}
      disk={await measureDisk(config.dataDir)}
      files={bytesStored(db)}
      limits={config}
      use={shownUse(db, await readUse(), reader)}
      sweep={upkeep.last()}
      backup={lastBackup.read(config.dataDir)}
      now={Date.now()}
      problem={problem}
    />
  );

  return new Elysia({ name: "storage" })
    .use(members(deps))
    .guard({ administrator: true })

    .get("/admin/storage", ({ member }) => page(member.id))

    .post("/admin/storage/backup", async ({ request, server, set, member }) => {
      const reject = (problem: string) => rejected(set, page(member.id, problem), { status: 503 });
      const { database, free } = await measureDisk(config.dataDir);
      if (backups.isBusy()) return reject("A backup is being made already. Try again in a moment.");
      if (free < database * 1.1) {
        return reject(
          `The copy needs ${formatBytes(database)} on the server's disk for a moment, and there is less left.`,
        );
      }
      const acceptor = acceptorOf({ request, server });
      acceptor?.timeout(request, 0); // nothing is sent while the copy is made
      try {
        const at = Date.now();
        const mayGoOn = () => findActor(db, member.id)?.admin === true;
        const name = `parlor-${dayIn(at)}`;
        const { body, bytes } = await backups.make(name, mayGoOn);
        await commit(noteDownload, { bytes, at, by: member.id }).catch(async (error: unknown) => {
          await body.cancel();
          throw error;
        });
        acceptor?.timeout(request, DOWNLOAD_PAUSE);
        return new Response(body, { headers: downloadHeaders(`${name}.tar`, "application/x-tar") });
      } catch (error) {
        if (!(error instanceof NoDownload)) throw error;
        log.error("no backup", { reason: messageOf(error) });
        return reject("No backup could be made. The server's log says why.");
      }
    });
}

/** What the place takes on its disk, and a backup of it to download. */
import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import type { Config } from "../config.ts";
import { readLastBackup } from "../database/last-backup.ts";
import type { Commit } from "../database/write-queue.ts";
import { SECURITY_HEADERS } from "../http/security-headers.ts";
import { formatBytes } from "../lib/bytes.ts";
import { messageOf } from "../lib/operator-error.ts";
import type { Logger } from "../logger.ts";
import { measureDisk, NoDownload, openBackups } from "./backup.ts";
import { noteDownload } from "./storage.store.ts";
import { StoragePage } from "./storage.views.tsx";

/** Longest pause in a download, in seconds. */
const DOWNLOAD_PAUSE = 120;

type Deps = AuthDeps & {
  config: Pick<Config, "dataDir" | "trustProxy">;
  commit: Commit;
  log: Logger;
};

export function storageRoutes(deps: Deps) {
  const { config, commit, site, log } = deps;
  const backups = openBackups(config.dataDir);

  const page = (problem?: string) => (
    <StoragePage
      site={site}
      disk={measureDisk(config.dataDir)}
      backup={readLastBackup(config.dataDir)}
      now={Date.now()}
      problem={problem}
    />
  );

  return new Elysia({ name: "storage" })
    .use(members(deps))
    .guard({ administrator: true })

    .get("/admin/storage", () => page())

    .post("/admin/storage/backup", async ({ request, server, set, member }) => {
      const reject = (problem: string) => {
        set.status = 503;
        return page(problem);
      };
      if (backups.isBusy()) return reject("A backup is being made already. Try again in a moment.");
      const { database, free } = measureDisk(config.dataDir);
      if (free < database * 1.1) {
        return reject(
          `The copy needs ${formatBytes(database)} on the server's disk for a moment, and there is less left.`,
        );
      }
      server?.timeout(request, 0); // nothing is sent while the copy is made
      try {
        const { body, bytes } = await backups.make();
        const at = Date.now();
        await commit(noteDownload, { bytes, at, by: member.id }).catch(async (error: unknown) => {
          await body.cancel();
          throw error;
        });
        log.info("backup downloaded", { by: member.id, bytes });
        server?.timeout(request, DOWNLOAD_PAUSE);
        return new Response(body, { headers: headersFor(at) });
      } catch (error) {
        if (!(error instanceof NoDownload)) throw error;
        log.error("no backup", { reason: messageOf(error) });
        return reject("No backup could be made. The server's log says why.");
      }
    });
}

const headersFor = (at: number): Record<string, string> => ({
  ...SECURITY_HEADERS,
  "content-type": "application/vnd.sqlite3",
  "content-disposition": `attachment; filename="parlor-${new Date(at).toISOString().slice(0, 10)}.sqlite"`,
  "cache-control": "no-store",
});

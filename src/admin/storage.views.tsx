/** What the place takes on its disk, and a backup to take away. */
import { Html } from "@elysiajs/html";

import type { LastBackup } from "../database/last-backup.ts";
import { formatBytes } from "../lib/bytes.ts";
import type { Site } from "../views/layout.tsx";
import type { DiskUse } from "./backup.ts";
import { AdminSheet, Ago } from "./views.tsx";

export type StoragePageProps = {
  site: Site;
  disk: DiskUse;
  backup: LastBackup | undefined;
  now: number;
  /** Why there is no download. */
  problem?: string;
};

/** A backup older than this is mentioned, in ms. */
const OLD = 30 * 86_400_000;

export const StoragePage = ({ site, disk, backup, now, problem }: StoragePageProps) => (
  <AdminSheet site={site} page="/admin/storage" title="Storage">
    <section aria-labelledby="disk">
      <h2 id="disk">On the disk</h2>
      <dl class="facts">
        <div>
          <dt>Database</dt>
          <dd safe>{formatBytes(disk.database)}</dd>
        </div>
        <div>
          <dt>Free on its disk</dt>
          <dd safe>{formatBytes(disk.free)}</dd>
        </div>
        {disk.kept.count > 0 && (
          <div>
            <dt>Kept copies</dt>
            <dd
              safe
            >{`${formatBytes(disk.kept.bytes)}, from before an upgrade or a restore. Whoever runs the server can remove them.`}</dd>
          </div>
        )}
      </dl>
      {isShort(disk) && (
        <p class="problem">
          There is little room left. When the disk is full, nothing can be saved any more: make room on it soon.
        </p>
      )}
    </section>
    <section aria-labelledby="backup">
      <h2 id="backup">Backup</h2>
      <dl class="facts">
        <div>
          <dt>Last backup</dt>
          <dd>
            {backup ? (
              <>
                <Ago at={backup.at} now={now} />
                <span safe>{`, ${formatBytes(backup.bytes)}`}</span>
              </>
            ) : (
              "None yet"
            )}
          </dd>
        </div>
      </dl>
      {(!backup || now - backup.at > OLD) && (
        <p class="hint">
          If this machine is lost, a copy somewhere else is what saves you. Download one every now and then.
        </p>
      )}
      <form method="post" action="/admin/storage/backup">
        {problem !== undefined && (
          <p class="problem" role="alert" safe>
            {problem}
          </p>
        )}
        <button class="button">Download a backup</button>
        <p class="hint">
          One file with everything: messages, accounts, and the scrambled passwords. Keep it as safe as the server
          itself. Whoever runs the server can restore it with the restore command.
        </p>
      </form>
    </section>
  </AdminSheet>
);

/** Whether there is no room for the database to grow by half, or for a copy of it. */
const isShort = ({ database, free }: DiskUse): boolean => free < Math.max(database * 1.5, 200_000_000);

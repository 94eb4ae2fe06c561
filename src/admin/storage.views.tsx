/** What the place takes on its disk, and a backup to take away. */
import { Html } from "@elysiajs/html";

import type { Config } from "../config.ts";
import type { LastBackup } from "../database/last-backup.ts";
import type { LastSweep } from "../files/contents/last-sweep.ts";
import { formatBytes } from "../lib/bytes.ts";
import { attribute } from "../views/html.ts";
import { Section, type Site } from "../views/layout.tsx";
import { Problem } from "../views/problem.tsx";
import type { DiskUse } from "./disk-use.ts";
import type { ShownUse, UseLine } from "./storage-use.ts";
import { AdminSheet, Ago } from "./views.tsx";

export type StoragePageProps = {
  site: Site;
  disk: DiskUse;
  /** Bytes of all files, and what they may be. */
  files: number;
  limits: Pick<Config, "filesTotal" | "filesPerPersonDay" | "fileBytes" | "diskFreeFloor">;
  use: ShownUse;
  sweep: LastSweep | undefined;
  backup: LastBackup | undefined;
  now: number;
  /** Why there is no download. */
  problem?: string;
};

/** A backup older than this is mentioned, in ms. */
const OLD = 30 * 86_400_000;

export const StoragePage = ({ site, disk, files, limits, use, sweep, backup, now, problem }: StoragePageProps) => (
  <AdminSheet site={site} page="/admin/storage" title="Storage">
    <Section id="disk" title="On the disk">
      <dl class="facts">
        <Fact name="Database" value={formatBytes(disk.database)} />
        <Fact
          name="Files"
          value={formatBytes(files) + (limits.filesTotal > 0 ? ` of ${formatBytes(limits.filesTotal)}` : "")}
        />
        <Fact name="Free space" value={formatBytes(disk.free)} />
        {disk.kept.count > 0 && (
          <Fact
            name="Kept copies"
            value={`${formatBytes(disk.kept.bytes)}, from before an upgrade or a restore. Whoever runs the server can remove them.`}
          />
        )}
      </dl>
      {isShort(disk) && (
        <p class="problem">
          There is little room left. When the disk is full, nothing can be saved any more: make room on it soon.
        </p>
      )}
    </Section>
    <Section id="files" title="Files">
      <p class="hint" safe>
        {inWords(limits)}
      </p>
      {disk.free < limits.diskFreeFloor && (
        <p class="problem">
          The disk has less room than that now, so nobody can send files. Messages still go through.
        </p>
      )}
      {sweep !== undefined && <Lost sweep={sweep} />}
      {isCountedTwice(use, files) && (
        <p class="hint">
          A file that was sent more than once takes room on the disk once, but counts each time below. So the sums below
          can be more than all files together.
        </p>
      )}
      <Use id="rooms-use" heading="By room" lines={use.rooms} />
      <Use id="people-use" heading="By person" lines={use.people} />
    </Section>
    <Section id="backup" title="Backup">
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
        <Problem sentence={problem} />
        <button class="button">Download a backup</button>
        <p class="hint">
          One archive with everything: messages, files, accounts, and the scrambled passwords. Keep it as safe as the
          server itself. Unpacked, it is a folder, which whoever runs the server can restore with the restore command.
        </p>
      </form>
    </Section>
  </AdminSheet>
);

const Fact = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt safe>{name}</dt>
    <dd safe>{value}</dd>
  </div>
);

/** Whether there is no room for the database to grow by half, or for a copy of it. */
const isShort = ({ database, free }: DiskUse): boolean => free < Math.max(database * 1.5, 200_000_000);

/** What files may take. */
const inWords = ({ fileBytes, filesPerPersonDay, diskFreeFloor }: StoragePageProps["limits"]): string =>
  [
    `A file can have up to ${formatBytes(fileBytes)}, and one person can send ${formatBytes(filesPerPersonDay)} a day.`,
    diskFreeFloor > 0 ? `Files leave ${formatBytes(diskFreeFloor)} of the disk free for messages.` : "",
  ].join(" ");

/** Whether rooms or people come to more than there is. */
const isCountedTwice = ({ rooms, people }: ShownUse, files: number): boolean =>
  [rooms, people].some((lines) => lines.reduce((sum, { bytes }) => sum + bytes, 0) > files);

/** What the nightly look at all files found, if that is something to see to. */
const Lost = ({ sweep: { missing, damaged, spared } }: { sweep: LastSweep }) => (
  <>
    {missing + damaged > 0 && (
      <p class="problem" safe>
        {`${missing + damaged === 1 ? "1 file is" : `${(missing + damaged).toLocaleString("en")} files are`} lost, with bytes that are gone or damaged. The sweep command says which, and whoever runs the server can put them back from a backup.`}
      </p>
    )}
    {spared > 0 && (
      <p class="problem" safe>
        {`${spared.toLocaleString("en")} files belong to nothing here. That is so many that they were left alone; whoever runs the server can remove them with the sweep command.`}
      </p>
    )}
  </>
);

const Use = ({ id, heading, lines }: { id: string; heading: string; lines: UseLine[] }) => (
  <>
    {lines.length > 0 && (
      <>
        <h3 id={id} safe>
          {heading}
        </h3>
        <ul class="entries use" aria-labelledby={id}>
          {lines.map(({ name, href, files, bytes }) => (
            <li>
              {href === undefined ? (
                <span safe>{name}</span>
              ) : (
                <a href={attribute(href)}>
                  <bdi safe>{name}</bdi>
                </a>
              )}
              <p safe>{`${formatBytes(bytes)} in ${files === 1 ? "1 file" : `${files.toLocaleString("en")} files`}`}</p>
            </li>
          ))}
        </ul>
      </>
    )}
  </>
);

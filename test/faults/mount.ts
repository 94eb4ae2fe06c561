/** File systems to spoil: mounted in a temporary folder, gone with their test. Root is needed, and not every container may. */
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../support/folder.ts";

export type Disk = Disposable & {
  path: string;
  /** Takes all that is free, until called with false. */
  fill: (full: boolean) => void;
  remount: (mode: "ro" | "rw") => void;
};

const run = (...command: string[]) => Bun.spawnSync(command, { stdin: "ignore", stdout: "ignore", stderr: "pipe" });

function must(...command: string[]): void {
  const { success, stderr } = run(...command);
  if (!success) throw new Error(`${command.join(" ")}: ${stderr.toString().trim().split("\n")[0]}`);
}

/** A file system in memory of so many bytes. */
export function mountDisk(bytes: number): Disk {
  const folder = temporaryFolder();
  const path = join(folder.path, "disk");
  mkdirSync(path);
  must("mount", "-t", "tmpfs", "-o", `size=${bytes},mode=700`, "tmpfs", path);
  const ballast = join(path, "ballast");
  return {
    path,
    fill(full) {
      rmSync(ballast, { force: true });
      if (full) writeUntilFull(ballast);
    },
    remount: (mode) => must("mount", "-o", `remount,${mode}`, path),
    [Symbol.dispose]() {
      if (!run("umount", path).success) must("umount", "--lazy", path);
      folder[Symbol.dispose]();
    },
  };
}

function writeUntilFull(path: string): void {
  const file = openSync(path, "w");
  for (const size of [65_536, 4_096]) {
    const block = Buffer.alloc(size);
    try {
      while (writeSync(file, block) > 0);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
    }
  }
  closeSync(file);
}

/** Why nothing can be mounted here, or nothing. */
export function whyNoMount(): string | undefined {
  try {
    mountDisk(1_048_576)[Symbol.dispose]();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** Makes files refuse every change, open as they are, or takes it back: as a file system does that went read-only. */
export const freeze = (frozen: boolean, ...files: string[]): void => must("chattr", frozen ? "+i" : "-i", ...files);

/** Why files can't be frozen in a folder, or nothing. */
export function whyNoFreeze(): string | undefined {
  using folder = temporaryFolder();
  const file = join(folder.path, "file");
  writeFileSync(file, "");
  try {
    freeze(true, file);
    try {
      truncateSync(file, 1);
      return "it has no effect on this file system";
    } catch {
      return undefined;
    } finally {
      freeze(false, file);
    }
  } catch (error) {
    return String(error);
  }
}

export type CuttableDisk = Disposable & {
  path: string;
  /** Another disk with what this one really has at this moment, as if the power had failed: what was not written is lost. */
  cut: () => Promise<Disposable & { path: string }>;
};

/** A file system in a file, whose writes reach that only when it is asked to, or after a while. */
export function mountCuttable(bytes: number): CuttableDisk {
  const folder = temporaryFolder();
  const image = join(folder.path, "image");
  writeFileSync(image, "");
  truncateSync(image, bytes);
  must("mkfs.ext4", "-q", "-F", image);
  const { path, unmount } = mountImage(image, join(folder.path, "disk"));
  const device = outputOf("findmnt", "--noheadings", "--output", "SOURCE", path).replace("/dev/", "");
  /** How many writes the device has finished, and how many it is doing. */
  const writes = () => {
    const figures = readFileSync(`/sys/block/${device}/stat`, "utf8").trim().split(/ +/);
    return `${figures[4]} ${figures[8]}`;
  };
  let cuts = 0;

  return {
    path,
    async cut() {
      const copy = join(folder.path, `cut-${cuts++}`);
      for (let before = ""; before !== writes();) {
        before = writes(); // a copy is of one moment only if nothing is written meanwhile
        copyFileSync(image, copy);
        await Bun.sleep(0);
      }
      const after = mountImage(copy, `${copy}-disk`); // which replays the journal, as a start does
      return {
        path: after.path,
        [Symbol.dispose]() {
          after.unmount();
          rmSync(copy);
        },
      };
    },
    [Symbol.dispose]() {
      unmount();
      folder[Symbol.dispose]();
    },
  };
}

function mountImage(image: string, path: string) {
  mkdirSync(path);
  must("mount", "-o", "loop", image, path);
  const unmount = () => {
    if (!run("umount", path).success) must("umount", "--lazy", path);
  };
  return { path, unmount };
}

/** Why no disk can be cut here, or nothing. */
export function whyNoCut(): string | undefined {
  try {
    mountCuttable(8 * 1_048_576)[Symbol.dispose]();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

function outputOf(...command: string[]): string {
  const { success, stdout, stderr } = Bun.spawnSync(command, { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  if (!success) throw new Error(`${command.join(" ")}: ${stderr.toString().trim().split("\n")[0]}`);
  return stdout.toString().trim();
}

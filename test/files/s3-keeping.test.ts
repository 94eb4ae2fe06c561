/** A place whose files lie in S3 is swept and backed up as any other, and its backup makes a place on a disk. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { command, commandWith } from "../support/command.ts";
import { sha256 } from "../support/contents.ts";
import { picture, postFiles, send } from "../support/files.ts";
import { temporaryFolder } from "../support/folder.ts";
import { register } from "../support/person.ts";
import { startServer } from "../support/server.ts";
import { startSwift, whyNoSwift } from "../support/swift.ts";

setDefaultTimeout(120_000);

const cannot = whyNoSwift();

test.skipIf(cannot !== undefined)(
  "what lies in S3 is swept, backed up, restored to a disk and back to S3",
  async () => {
    await using swift = await startSwift("parlor");
    using folder = temporaryFolder();
    const environment = {
      FILES: "s3://parlor/place",
      S3_ENDPOINT: swift.access.endpoint,
      S3_REGION: swift.access.region,
      S3_ACCESS_KEY_ID: swift.access.accessKeyId,
      S3_SECRET_ACCESS_KEY: swift.access.secretAccessKey,
    };
    const backup = join(folder.path, "backup");
    await using server = await startServer({ FLUSH_INTERVAL_MS: "0", ...environment });
    const ada = await register(server.url, "Ada");
    const paths: string[] = [];
    for (const bytes of ["plain", await picture(1_600, 1_000)]) {
      const { id, path } = await send(ada, bytes);
      await postFiles(ada, [id]);
      paths.push(path);
    }
    const originals = await Promise.all(paths.map(async (path) => sha256(await (await ada.ask(path)).bytes())));
    expect(await commandWith(environment, server.folder, "sweep")).toMatchObject({ code: 0, err: "" });
    const made = await commandWith(environment, server.folder, "backup", backup);
    expect([made.code, made.err, made.out]).toEqual([0, "", expect.stringContaining("4 files")]);
    for (const { parentPath, name } of readdirSync(join(backup, "files"), {
      recursive: true,
      withFileTypes: true,
    }).filter((entry) => entry.isFile())) {
      expect(sha256(readFileSync(join(parentPath, name)))).toBe(name);
    }
    const again = await commandWith(environment, server.folder, "backup", backup);
    expect(again.out).toContain("0 of the files are new");

    for (const elsewhere of [{}, { ...environment, FILES: "s3://parlor/other" }]) {
      const other = join(folder.path, Object.keys(elsewhere).length === 0 ? "disk" : "s3");
      const restored = await (Object.keys(elsewhere).length === 0
        ? command(other, "restore", backup)
        : commandWith(elsewhere, other, "restore", backup));
      expect([restored.code, restored.err]).toEqual([0, ""]);
      await using there = await startServer({ DATA_DIR: other, ...elsewhere });
      const bob = await register(there.url, "Bob");
      const copies = await Promise.all(paths.map(async (path) => sha256(await (await bob.ask(path)).bytes())));
      expect(copies).toEqual(originals);
    }
  },
);

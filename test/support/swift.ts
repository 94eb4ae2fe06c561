/** A real store that speaks the language of S3, OpenStack's Swift as Debian has it, on a temporary folder. */
import { join } from "node:path";

import { S3Client } from "bun";

import { temporaryFolder } from "./folder.ts";

export type Swift = AsyncDisposable & {
  /** For `S3Client`, without a bucket. */
  access: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string };
  /** Ends it at once, as a crash does. */
  kill: () => Promise<void>;
};

const PYTHON = "/usr/bin/python3"; // Debian's own: another Python does not find its packages
const KEY = { region: "us-east-1", accessKeyId: "test:tester", secretAccessKey: "testing" };

/** Why there is no Swift to start, in words, or nothing when there is one. */
export function whyNoSwift(): string | undefined {
  if (!Bun.which(PYTHON)) return "Python not installed";
  const { success } = Bun.spawnSync([PYTHON, "-c", "import swift.proxy.server"], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  return success ? undefined : "python3-swift not installed";
}

/** Starts Swift on a free port of this machine, with the given buckets; resolves when it has them. */
export async function startSwift(...buckets: string[]): Promise<Swift> {
  const folder = temporaryFolder();
  const program = join(import.meta.dir, "swift_server.py");
  const child = Bun.spawn([PYTHON, program, folder.path, KEY.accessKeyId, KEY.secretAccessKey], {
    stdio: ["pipe", "pipe", "pipe"], // it ends when its standard input does, with this process at the latest
  });
  const complaint = new Response(child.stderr).text();
  const { value } = await child.stdout.pipeThrough(new TextDecoderStream()).getReader().read();
  if (value === undefined) throw new Error(`Swift did not start: ${await complaint}`);
  const access = { ...KEY, endpoint: `http://127.0.0.1:${value.trim()}` };
  const root = new S3Client({ ...access, virtualHostedStyle: true }); // what it writes is the bucket itself
  for (const bucket of buckets) await root.write(bucket, "");
  const kill = async () => {
    child.kill("SIGKILL");
    await child.exited;
  };
  return {
    access,
    kill,
    async [Symbol.asyncDispose]() {
      await kill();
      folder[Symbol.dispose]();
    },
  };
}

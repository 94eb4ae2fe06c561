/** A bare route that takes a file as it comes and has it on the disk, by its hash, when it answers. */
import { mkdir, open, rename } from "node:fs/promises";
import { join } from "node:path";

const folder = join(process.env.DATA_DIR ?? ".", "bare-files");
await mkdir(folder, { recursive: true });
let count = 0;

const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  maxRequestBodySize: 1_000_000_000,
  async fetch(request) {
    const path = join(folder, `incoming-${count++}`);
    const file = await open(path, "w");
    const hasher = new Bun.CryptoHasher("sha256");
    for await (const chunk of request.body ?? []) {
      hasher.update(chunk);
      await file.write(chunk);
    }
    await file.sync();
    await file.close();
    const hash = hasher.digest("hex");
    await rename(path, join(folder, hash));
    const parent = await open(folder, "r");
    await parent.sync();
    await parent.close();
    return new Response("", { status: 201, headers: { location: `/${hash}` } });
  },
});
process.stdout.write(`${server.port}\n`);

/** Puts one file, and says so when it is acknowledged. */
import { writeSync } from "node:fs";

import { openStore, writeIncoming } from "../support/contents.ts";

const [dataDir = ""] = process.argv.slice(2);
const contents = openStore({ dataDir });
await contents.put(await writeIncoming(dataDir, "durable"));
writeSync(1, "acknowledged");

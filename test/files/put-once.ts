/** Puts one file, and says so when it is acknowledged. */
import { writeSync } from "node:fs";

import { openContents } from "../../src/files/contents.ts";
import { writeIncoming } from "../support/contents.ts";

const [dataDir = ""] = process.argv.slice(2);
const contents = openContents({ dataDir, files: "" });
await contents.put(await writeIncoming(dataDir, "durable"));
writeSync(1, "acknowledged");

/** Puts files of many sizes as fast as it can until it is killed, and says which were acknowledged. */
import { openContents } from "../../src/files/contents.ts";
import { writeIncoming } from "../support/contents.ts";

const [dataDir = "", seed = ""] = process.argv.slice(2);
const contents = openContents({ dataDir });

async function putForever(lane: number) {
  for (let number = 0; ; number++) {
    const text = `${seed} ${lane} ${number % 7 === 0 ? "the same" : number} `;
    const path = await writeIncoming(dataDir, text.repeat(1 + ((number * 7_919) % 40_000)));
    const { hash } = await contents.put(path);
    process.stdout.write(`${hash}\n`);
  }
}

await Promise.all(Array.from({ length: 4 }, (_, lane) => putForever(lane)));

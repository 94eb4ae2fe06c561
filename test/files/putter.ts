/** Puts files of many sizes as fast as it can until it is killed, and says which were acknowledged. */
import { openStore, writeIncoming } from "../support/contents.ts";

const [dataDir = "", files = "", access = "", seed = ""] = process.argv.slice(2);
const contents = openStore({ dataDir, files, access: JSON.parse(access) });

async function putForever(lane: number) {
  for (let number = 0; ; number++) {
    const text = `${seed} ${lane} ${number % 7 === 0 ? "the same" : number} `;
    const path = await writeIncoming(dataDir, text.repeat(1 + ((number * 79_190) % 600_000))); // at most some 10 MB
    const { hash } = await contents.put(path);
    process.stdout.write(`${hash}\n`);
  }
}

await Promise.all(Array.from({ length: 4 }, (_, lane) => putForever(lane)));

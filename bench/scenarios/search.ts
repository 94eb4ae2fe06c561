/** Searching a long history: what the first page of hits costs, of words that are everywhere, somewhere, and nowhere. */
import { getRequest } from "../load/http.ts";
import { press } from "../load/pressure.ts";
import { proseOf, RARE, SHORT, wordOf } from "../load/prose.ts";
import { median } from "../measure/statistics.ts";
import { type Outcome, show } from "../report/figure.ts";
import { startParlor } from "../servers/parlor.ts";
import type { Options } from "./options.ts";

const MESSAGES = 1_000_000;
const PEOPLE = 50;
/** What a page may cost, in ms of the server's CPU time, from the request to the HTML. */
const MOST = 5;

/** Words of at least three characters; the first is in a quarter of the messages. */
const [ONE, TWO, THREE] = [3, 4, 5].map(wordOf);

const QUERIES: Record<string, Record<string, string>> = {
  "a common word": { q: `${ONE}` },
  "three common words": { q: `${ONE} ${TWO} ${THREE}` },
  "a rare word": { q: RARE.word },
  "a word that is nowhere": { q: "zyzzyva" },
  "a phrase of common words that is nowhere": { q: `"${ONE} ${TWO} ${ONE} ${THREE}"` },
  "a word of two characters": { q: SHORT.word },
  "two characters that are nowhere": { q: "数学" },
  "a common word of one author": { q: `${ONE}`, author: "person7" },
  "a rare word of one author": { q: RARE.word, author: "person7" },
  "all of one author": { author: "person7" },
};

export async function search({ full, times }: Options): Promise<Outcome> {
  const parlor = await startParlor({
    people: PEOPLE,
    messages: MESSAGES,
    textOf: proseOf,
    environment: { SEARCHES_PER_10S: "1000000" },
  });
  const headers = `HX-Request: true\r\n${parlor.cookies[0]}`;
  const rows: (string | number)[][] = [];
  for (const [what, fields] of Object.entries(QUERIES)) {
    const path = `/search?${new URLSearchParams(fields).toString()}`;
    const costs: number[] = [];
    for (let time = 0; time <= times; time++) {
      const { cpuPerAnswer, wrong } = await press(parlor, {
        connections: 1,
        milliseconds: 20_000,
        answers: full ? 200 : 50,
        request: () => getRequest(path, headers),
      });
      if (wrong > 0) throw new Error(`${wrong} searches for ${what} were refused`);
      if (time > 0) costs.push(cpuPerAnswer / 1_000); // the first warms
    }
    rows.push([what, median(costs), costs.map(show).join(", ")]);
  }
  await parlor.stop();

  return {
    title: "Searching 1,000,000 messages",
    figures: rows.map(([what = "", cost]) => ({
      what: `first page: ${what}`,
      value: Number(cost),
      unit: "ms",
      atMost: MOST,
    })),
    tables: [{ columns: ["sought", "CPU ms/page", "all runs"], rows }],
    notes: [
      "A search looks for 4 ms at most, and then offers to search further back. Terms of one or two characters are sought in 20,000 messages at a time.",
    ],
  };
}

/** Messages to search in: words of very different frequency, as people use them, the same in every run. */

const SYLLABLES = "ka lo mi ren sta tu vel or an ish ber do fa gol hin ja".split(" ");
const WORDS = 4_096;

/** Words that stand in few messages, and how many are between two of them. */
export const RARE = { word: "quetzal", every: 50_000 };
export const SHORT = { word: "茶会", every: 3_000 };

/** A word of the language by its rank. */
export function wordOf(rank: number): string {
  let rest = rank * 7 + 1;
  let word = "";
  do {
    word += SYLLABLES[rest % SYLLABLES.length] ?? "";
    rest = Math.floor(rest / SYLLABLES.length);
  } while (rest > 0);
  return word;
}

const words = Array.from({ length: WORDS }, (_, rank) => wordOf(rank));

/** The text of a message by its number: about 80 characters. */
export function proseOf(number: number): string {
  let text = number % RARE.every === 0 ? RARE.word : number % SHORT.every === 0 ? SHORT.word : "so";
  for (let place = 0; text.length < 72; place++) {
    const draw = ((number * 2_654_435_761 + place * 40_503) % 65_536) / 65_536;
    text += ` ${words[Math.floor(WORDS ** draw) - 1] ?? ""}`; // the second word half as often as the first
  }
  return text;
}

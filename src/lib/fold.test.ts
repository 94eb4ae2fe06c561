/** What looks or means the same to a reader is the same to the search, in all scripts, and nothing else is. */
import { expect, test } from "bun:test";

import { fold, foldInPlace } from "./fold.ts";

/** Writes the code points of a text, so that what nobody sees is seen in the name of a test. */
const shown = (text: string) => text.replace(/[\p{M}\p{C}\p{Z}]/gu, (sign) => `{${sign.codePointAt(0)?.toString(16)}}`);
const pairs = (rows: [string, string][]) =>
  rows.map(([written, typed]) => [shown(written), shown(typed), written, typed] as const);

/** What is written, and what is typed to find it. */
const SAME: Record<string, [string, string][]> = {
  "single quotes": [..."'’‘‚‛`´′‵ʹʻʼʽʾʿ‹›＇׳՚ꞌ\u0384\u1ffd"].map((quote) => [`don${quote}t`, "don't"]),
  "double quotes": [..."“”„‟«»″‶〝〞〟＂「」『』״ˮ"].map((quote) => [`5${quote}`, '5"']),
  dashes: [..."‐‑‒–—―−﹘﹣－⁃⸺⸻─־\u02d7"].map((dash) => [`e${dash}mail`, "e-mail"]),
  "runs of dashes": [
    ["so — it is", "so -- it is"],
    ["好——不", "好--不"],
    ["a --- b", "a – b"],
  ],
  spaces: [..."\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u205f\u3000\t\n\u2800"].map((space) => [
    `hello${space}world`,
    "hello world",
  ]),
  "runs of spaces": [
    ["hello  world", "hello world"],
    ["hello \n\n world", "hello world"],
    ["hello\u3000 \u00a0world", "hello world"],
    ["  hello world\n", "hello world"],
  ],
  "what nobody sees": [..."\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u2066\u2069\ufe0f\u034f\u061c\u180e"].map(
    (sign) => [`wo${sign}rd`, "word"],
  ),
  "full width and other forms": [
    ["ＨＥＬＬＯ　１２３！", "hello 123!"],
    ["你好，世界", "你好,世界"],
    ["½ l", "1/2 l"],
    ["m²", "m2"],
    ["①", "1"],
    ["№ 5", "No 5"],
    ["20 ℃", "20 °C"],
    ["wait…", "wait..."],
    ["ﬁne ﬂow", "fine flow"],
    ["𝐛𝐨𝐥𝐝 𝓈𝒸𝓇𝒾𝓅𝓉 🅷", "bold script 🅷"],
    ["Ǆ ĳ ŉ ſ", "dz ij 'n s"],
    ["㈱ ㌔", "(株) キロ"],
    ["⼈", "人"],
    ["豈", "豈"],
    ["5〜6", "5～6"],
  ],
  "kana and Hangul in pieces": [
    ["ガラス が ぱ", "ガラス が ぱ".normalize("NFD")],
    ["ガラス が ぱ".normalize("NFD"), "ガラス が ぱ"],
    ["ｶﾞﾗｽ ﾊﾟﾝ", "ガラス パン"],
    ["か゛は゜", "がぱ"],
    ["한국어 텍스트", "한국어 텍스트".normalize("NFD")],
    ["한국어 텍스트".normalize("NFD"), "한국어 텍스트"],
    ["ﾡﾡ", "ㄱㄱ"],
  ],
  "Latin letters": [
    ["Café", "cafe"],
    ["cafe\u0301", "café"],
    ["Łódź Gdańsk", "lodz gdansk"],
    ["đường Điện Biên Phủ", "duong dien bien phu"],
    ["đường".normalize("NFD"), "duong"],
    ["Straße STRAẞE", "strasse strasse"],
    ["Ærøskøbing œuvre", "aeroskobing oeuvre"],
    ["Þór Guðmundsson", "thor gudmundsson"],
    ["İstanbul Diyarbakır Iğdır", "istanbul diyarbakir igdir"],
    ["Ħal Għaxaq Ŧ ŋ", "hal ghaxaq t n"],
    ["Ţ Ț ş ș", "t t s s"],
    ["ɓ ɗ ɛ ɔ ƙ ƴ", "b d e o k y"],
    ["z̶a̶l̶g̶o̶ z̷̡", "zalgo z"],
    ["Ångström K", "angstrom k"],
  ],
  Greek: [
    ["ΟΔΟΣ", "οδός"],
    ["άέήίόύώϊΐ", "αεηιουωιι"],
    ["Ὀδυσσεύς ᾧ ᾼ", "οδυσσευς ω α"],
    ["ϐ ϑ ϕ µ", "β θ φ μ"],
  ],
  Cyrillic: [
    ["Ёлка, ещё", "елка, еще"],
    ["за́мок", "замок"],
    ["замо\u0301к", "замок"],
    ["мой й", "мой й".normalize("NFD")],
    ["їжак".normalize("NFD"), "ЇЖАК"],
    ["ѐ ѝ", "е и"],
    ["г\u0483", "г"],
  ],
  Hebrew: [
    ["שָׁלוֹם", "שלום"],
    ["שלום", "שָׁלוֹם"],
    ["שׁלום", "שלום"],
    ["צה״ל", 'צה"ל'],
    ["ג׳ירפה", "ג'ירפה"],
    ["תל־אביב", "תל-אביב"],
    ["בְּרֵאשִׁ֖ית", "בראשית"],
  ],
  Arabic: [
    ["مُحَمَّدٌ", "محمد"],
    ["محمد", "مُحَمَّد"],
    ["ٱلْقُرْآن", "القران"],
    ["أحمد إلى آخر", "احمد الي اخر"],
    ["مـــرحبا", "مرحبا"],
    ["مدرسة", "مدرسه"],
    ["ﻣﺮﺣﺒﺎ ﷲ", "مرحبا الله"],
    ["کتاب یک", "كتاب يك"],
    ["می‌خواهم", "میخواهم"],
    ["٢٠٢٦ ۲۰۲۶", "2026 2026"],
  ],
  "other scripts": [
    ["ܫܠܳܡܳܐ", "ܫܠܡܐ"],
    ["१२३", "123"],
    ["क़लम", "क़लम"],
    ["ᲗᲑᲘᲚᲘᲡᲘ", "თბილისი"],
    ["ԵՐԵՎԱՆ", "երևան".replace("և", "եւ").replace("եւ", "եվ")],
  ],
  emoji: [
    ["❤️", "❤"],
    ["👨‍👩‍👧", "👨‍👩‍👧"],
    ["1️⃣", "1⃣"],
  ],
};

/** What is written, and what does not find it. */
const OTHER: [string, string][] = [
  ["мой", "мои"],
  ["їжак", "іжак"],
  ["が", "か"],
  ["ぱ", "は"],
  ["각", "가"],
  ["नमस्ते", "नमसत"],
  ["กิน", "กน"],
  ["a ≠ b", "a = b"],
  ["1️⃣", "2️⃣"],
  ["🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"],
  ["well", "we'll"],
  ["email", "e-mail"],
  ["hello world", "helloworld"],
];

for (const [kind, rows] of Object.entries(SAME)) {
  test.each(pairs(rows))(`${kind}: %p is found by %p`, (_written, _typed, written, typed) => {
    expect(fold(written)).toContain(fold(typed));
    expect(foldInPlace(written).folded).toContain(fold(typed));
  });
}

test.each(pairs(OTHER))("%p is not found by %p", (_written, _typed, written, typed) => {
  expect(fold(written)).not.toContain(fold(typed));
});

/** What may stand side by side in a text, and changes what stands beside it. */
const PIECES = [
  ..."aÉß İйが한 \n\t-—’“>*_`1½٣ﬃ゛",
  "e\u0301",
  "и\u0306",
  "\u0301",
  "か\u3099",
  "ｶﾞ",
  "한".normalize("NFD"),
  "\u200b",
  "👨‍👩‍👧",
  "- ",
  "\n> ",
  "क़",
];

test("a text folds the same as a whole and character by character", () => {
  let seed = 7;
  const draw = () => PIECES[(seed = (seed * 48_271) % 2_147_483_647) % PIECES.length] ?? "";
  for (let round = 0; round < 20_000; round++) {
    const text = `x${Array.from({ length: 6 }, draw).join("")}x`;
    expect(foldInPlace(text).folded).toBe(fold(text));
  }
});

test("what is folded in place stands where it was", () => {
  const text = "Die Straße\n\n- heißt «Łódź»";
  const { folded, starts, ends } = foldInPlace(text);
  const at = (term: string) => {
    const start = folded.indexOf(term);
    return text.slice(starts[start], ends[start + term.length - 1]);
  };
  expect(["strasse", "ras", "lodz", "strasse heisst", '"lodz"'].map(at)).toEqual([
    "Straße",
    "raß",
    "Łódź",
    "Straße\n\n- heißt",
    "«Łódź»",
  ]);
});

test("a long text is folded in little time, whatever is in it", () => {
  for (const part of ["éa", "ё", "가", "שָׁ", "مُ", "’—", "- ", "\n> ", "-", " ", "゛", "\u0301", "\u1112"]) {
    const text = part.repeat(4_000 / part.length);
    const times = Array.from({ length: 5 }, () => {
      const since = performance.now();
      fold(text);
      return performance.now() - since;
    });
    expect([part, Math.min(...times) < 15]).toEqual([part, true]);
  }
});

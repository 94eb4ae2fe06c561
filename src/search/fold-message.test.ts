/** Messages are found by what is read in them, and by the rules that the index was made with. */
import { expect, test } from "bun:test";

import { FOLDING, foldMessage } from "./fold-message.ts";

test.each([
  ["hello **world**", "hello world"],
  ["*hello* ~~cruel~~ `world`", "hello cruel world"],
  ["hello\nworld", "hello world"],
  ["hello\n\n  world", "hello world"],
  ["> hello\n> world", "hello world"],
  [">> deep\n>> thought", "deep thought"],
  ["- milk\n- eggs", "milk eggs"],
  ["to buy:\n- milk\n  - of oats\n- eggs", "to buy: milk of oats eggs"],
  ["1. one\n2. two", "1. one 2. two"],
  ["see [the plan](https://a.example/x) today", "see the plan today"],
  ["```js\nlet a = 1;\nlet b;\n```", "let a = 1; let b;"],
  ["https://a.example/It's_here", "https://a.example/it's_here"],
  ["C:\\_data\\_old", "c:\\_data\\_old"],
  ["2**3 and 2**4", "2**3 and 2**4"],
  ["<b>&amp;</b>", "<b>&amp;</b>"],
  ["-5 > -6", "-5 > -6"],
])("the message %p is read as %p", (body, text) => {
  expect(foldMessage(body)).toBe(text);
});

test("every character folds as it did, or the version is another: else what is in the index is not found any more", () => {
  const hash = new Bun.CryptoHasher("sha256");
  for (let start = 0; start < 0x3400; start += 128) {
    const characters = Array.from({ length: 128 }, (_, index) => String.fromCodePoint(start + index));
    hash.update(foldMessage(characters.join("a|")));
    hash.update(foldMessage(`*${characters.join("x ")}*\n- _${characters.join("")}_`));
  }
  expect([FOLDING, hash.digest("hex").slice(0, 16)]).toEqual([1, "0e627d0f2a5a13fe"]);
});

/** Bodies that are almost right: forms, parts, JSON and bytes of all shapes, each with the type that it should have. */
import type { Random } from "../faults/random.ts";
import { noise } from "./mutate.ts";

type Body = { type: string; body: string };

/** A body, and the type that goes with it; where there is none, a form's. */
export function randomBody(random: Random): Body {
  const [type, make] = random.pick(BODIES);
  return { type, body: make(random) };
}

const SCRAPS = [
  "body",
  "key",
  "username",
  "password",
  "next",
  "__proto__",
  "constructor[x]",
  "a[b][c]",
  "",
  "q",
  "name",
  "text",
  "\u0000",
];

function randomForm(random: Random): string {
  const fields = Array.from({ length: random.chance(0.05) ? 3_000 : random.between(0, 6) }, () => {
    const value = random.pick([
      "x",
      "%",
      "%zz",
      "+",
      "%00",
      "\ufffd",
      "a=b",
      "x".repeat(random.between(0, 6_000)),
      "%F0%9F%98",
      "short",
    ]);
    return `${random.pick(SCRAPS)}=${value}`;
  });
  return fields.join(random.pick(["&", "&", ";", "&&"]));
}

/** A value of JSON: any kind, any shape, sometimes deep or long. */
function randomJson(random: Random, depth = 0): string {
  const inner = () => randomJson(random, depth + 1);
  const many = () => Array.from({ length: depth === 0 && random.chance(0.1) ? 500 : random.between(0, 4) }, inner);
  const scalar = () =>
    random.pick([
      "null",
      "true",
      "0",
      "-0",
      "1e309",
      '""',
      '"\\ud800"',
      `"${"x".repeat(random.between(0, depth === 0 ? 20_000 : 20))}"`,
    ]);
  const shapes = [
    scalar,
    () => `[${many().join(",")}]`,
    () =>
      `{${many()
        .map((value) => `${JSON.stringify(random.pick(SCRAPS))}:${value}`)
        .join(",")}}`,
  ];
  return (depth > 2 ? scalar : random.pick(shapes))();
}

/** Deep, and with an end. */
function nested(random: Random): string {
  const depth = random.between(1, 12_000);
  const [open, close] = random.pick([
    ["[", "]"],
    ['{"a":', "}"],
  ]);
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
}

/** Some parts of a form, or thousands; some files, some without a name, an end, or a body. */
function randomParts(random: Random): string {
  const parts = Array.from({ length: random.chance(0.05) ? 1_000 : random.between(0, 6) }, () => {
    const name = random.pick([...SCRAPS, 'a"; name="b', "x".repeat(5_000)]);
    const file = random.chance(0.3) ? `; filename="${random.pick(["x", "", "../x", "a\u0000b"])}"` : "";
    const more = random.chance(0.2) ? `\r\n${random.pick(STRANGE_PART_HEADERS)}` : "";
    const value = random.pick(["x", "", "[1]", '{"a":1}', "--x", "\r\n--", "x".repeat(random.between(0, 6_000))]);
    return `--x\r\nContent-Disposition: form-data; name="${name}"${file}${more}\r\n\r\n${value}\r\n`;
  });
  return `${parts.join("")}${random.pick(["--x--\r\n", "--x--\r\n", "--x", ""])}`;
}

const STRANGE_PART_HEADERS = [
  "Content-Type: application/json",
  "Content-Type: multipart/mixed; boundary=x",
  "Content-Transfer-Encoding: base64",
  "Content-Disposition: form-data; name=body",
  "A: b\r\n".repeat(500).trim(),
  "no colon",
];

/** Ten megabytes that fit into ten thousand bytes. */
const BOMB = Buffer.from(Bun.gzipSync(Buffer.alloc(10_000_000))).toString("latin1");

const [PLAIN, JSON_TYPE, PARTS] = [
  "application/x-www-form-urlencoded",
  "application/json",
  "multipart/form-data; boundary=x",
];

const BODIES: [type: string, make: (random: Random) => string][] = [
  [PLAIN, randomForm],
  [PLAIN, randomForm],
  [PLAIN, (random) => random.pick(["a&", "=", "%", "&", "+"]).repeat(random.between(1, 30_000))],
  [PLAIN, (random) => `body=${"x".repeat(random.between(1, 80_000))}`],
  [JSON_TYPE, randomJson],
  [JSON_TYPE, nested],
  [JSON_TYPE, (random) => "[".repeat(random.between(1, 20_000))],
  [JSON_TYPE, () => '{"body":'],
  [JSON_TYPE, () => '{"body":"x","key":{"a":[1,2,{"__proto__":1}]}}'],
  [JSON_TYPE, (random) => `[${"1,".repeat(random.between(1, 30_000))}1]`],
  [PARTS, randomParts],
  [PARTS, randomParts],
  [PARTS, () => "--x\r\n\r\n\r\n--x--x--"],
  ["text/plain", (random) => "x".repeat(random.between(1, 60_000))],
  [PLAIN, () => "5\r\nhello\r\n0\r\n\r\n"],
  [PLAIN, () => "ffffffffffffffff\r\nhello"],
  [PLAIN, (random) => noise(random, random.between(0, 3_000)).toString("latin1")],
  [PLAIN, () => BOMB],
  [PLAIN, () => ""],
];

/** Marks around what is selected in a text, or taken away from it: pure, so that it can be tried without a browser. */

export type Mark = "bold" | "italic" | "code" | "quote" | "link";

/** What to put between two positions of the text, and what is selected afterwards. */
export type Replacement = { start: number; end: number; text: string; selection: [start: number, end: number] };

const AROUND: Partial<Record<Mark, string>> = { bold: "**", italic: "_", code: "`" };
const FENCE = "```";
const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/i;
/** Stands where the address of a link goes. */
const NO_ADDRESS = "https://";

/**
 * Puts a mark around a selection, or takes it away where it is.
 * @example format("so good", 3, 7, "bold") // "so **good**", with "good" selected
 */
export function format(value: string, start: number, end: number, mark: Mark): Replacement {
  if (mark === "quote") return quote(value, start, end);
  const selected = value.slice(start, end);
  start += selected.length - selected.trimStart().length; // a mark beside a space is none
  end = Math.max(start, end - (selected.length - selected.trimEnd().length));
  const text = value.slice(start, end);
  if (mark === "link") return link(text, start, end);
  if (mark === "code" && text.includes("\n")) return fence(value, text, start, end);
  return wrap(value, start, end, AROUND[mark] ?? "");
}

function wrap(value: string, start: number, end: number, mark: string): Replacement {
  const text = value.slice(start, end);
  const { length } = mark;
  if (value.slice(0, start).endsWith(mark) && value.slice(end).startsWith(mark)) {
    return { start: start - length, end: end + length, text, selection: [start - length, end - length] };
  }
  if (text.length > 2 * length && text.startsWith(mark) && text.endsWith(mark)) {
    return { start, end, text: text.slice(length, -length), selection: [start, end - 2 * length] };
  }
  const lines = text.split("\n").map((line) => (line.trim() ? mark + line + mark : line));
  const marked = text ? lines.join("\n") : mark + mark;
  return { start, end, text: marked, selection: [start + length, start + marked.length - length] };
}

/** Several lines of code stand between lines of their own. */
function fence(value: string, text: string, start: number, end: number): Replacement {
  const before = start > 0 && value[start - 1] !== "\n" ? "\n" : "";
  const after = end < value.length && value[end] !== "\n" ? "\n" : "";
  const opening = `${before}${FENCE}\n`;
  const from = start + opening.length;
  return { start, end, text: `${opening}${text}\n${FENCE}${after}`, selection: [from, from + text.length] };
}

/** What is selected afterwards is what is still to be written: the address, or the name of one. */
function link(text: string, start: number, end: number): Replacement {
  if (ADDRESS.test(text)) return { start, end, text: `[](${text})`, selection: [start + 1, start + 1] };
  const from = start + text.length + 3;
  return { start, end, text: `[${text}](${NO_ADDRESS})`, selection: [from, from + NO_ADDRESS.length] };
}

function quote(value: string, start: number, end: number): Replacement {
  start = value.lastIndexOf("\n", start - 1) + 1;
  const next = value.indexOf("\n", end);
  end = next < 0 ? value.length : next;
  const lines = value.slice(start, end).split("\n");
  const isQuoted = lines.every((line) => line.startsWith(">"));
  const text = lines.map((line) => (isQuoted ? line.replace(/^> ?/, "") : `> ${line}`)).join("\n");
  return { start, end, text, selection: [start, start + text.length] };
}

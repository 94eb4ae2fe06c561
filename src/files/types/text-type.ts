/** Tells text by its first bytes, and of it web pages, drawings and XML, so that people see what they get. */
import type { MediaType } from "./media-types.ts";

/** What comes before the first element of a page or a drawing. */
const BEFORE = /^(?:\s+|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!doctype(?!\s+html)[^>[]*(?:\[[\s\S]*?\]\s*)?>)/i;

const PAGE = /^<(?:!doctype\s+html|html|head|body|script|iframe|h1|div|table|style|title|meta|a|img|p|br|b)[\s/>]/i;

/** Every type here is a download, and a wrong guess a wrong word beside a file's name. */
export function textType(head: Uint8Array): MediaType | undefined {
  const text = decode(head);
  if (text === undefined || text.trim() === "") return undefined;
  let rest = text;
  for (let before = BEFORE.exec(rest); before; before = BEFORE.exec(rest)) rest = rest.slice(before[0].length);
  if (/^<(?:\w+:)?svg[\s>]/i.test(rest)) return "image/svg+xml";
  const isXml = /^\s*<\?xml\s/i.test(text);
  if (isXml && !/^<html[\s>]/i.test(rest)) return "application/xml";
  return isXml || PAGE.test(rest) ? "text/html" : "text/plain";
}

/** The text, unless it has characters that text does not have. It may be cut in the middle of one. */
function decode(head: Uint8Array): string | undefined {
  const [first, second] = head;
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const name = isWide ? (first === 0xff ? "utf-16le" : "utf-16be") : "utf-8";
  try {
    const text = new TextDecoder(name, { fatal: true }).decode(head, { stream: true });
    return /[\0-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]/.test(text) ? undefined : text;
  } catch {
    return undefined; // no such encoding
  }
}

/** Files that somebody would send to run something in other people's browsers, and how each must be served. */
import { deflateSync } from "node:zlib";

import {
  BOMBS,
  gifExtension,
  jpegSegment,
  makeGif,
  makeJpeg,
  makeJpegBomb,
  makeMovingWebp,
  makePng,
  makeRiff,
  makeWebp,
  PNG_SIGNATURE,
  pngChunk,
  quarters,
  riffChunk,
  webpHeader,
  webpPicture,
} from "./pictures.ts";

export type HostileFile = {
  what: string;
  /** As the browser of the sender names it. */
  name: string;
  bytes: Uint8Array;
  /**
   * How it must be served: as a `download` of `application/octet-stream`, exactly as it was sent; or in place, as a
   * `picture` made anew, or as `audio` or `video` as it was sent.
   */
  served: "download" | "picture" | "audio" | "video";
  /** Set where the script is still among the pixels of a picture, and harmless for being served as one. */
  keepsScript?: true;
};

/** Stands in every script: the title of the page in which one runs, a property of its window, and what it asks for elsewhere. */
export const RAN = "PARLOR_RAN";

/** Says in every way that it runs. */
export const SCRIPT = `try{top.${RAN}=1}catch(e){};try{document.title="${RAN}"}catch(e){};try{new Image().src="http://elsewhere.test/${RAN}"}catch(e){}`;

const PAGE = `<!doctype html><html><body onload='${SCRIPT}'><script>${SCRIPT}</script><img src=x onerror='${SCRIPT}'></body></html>`;
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload='${SCRIPT}'><script>${SCRIPT}</script><foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:1"/></foreignObject></svg>`;
const XHTML = `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>${SCRIPT}</script></html>`;
const PDF = `%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert("${RAN}"))>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF`;

const latin = (text: string) => Buffer.from(text, "latin1");
const join = (...parts: (string | Uint8Array)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? latin(part) : part)));
const big32 = (value: number) => Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);
const wide = (text: string, order: "le" | "be", hasMark: boolean) => {
  const bytes = Buffer.from((hasMark ? "\ufeff" : "") + text, "utf16le");
  return order === "le" ? bytes : bytes.swap16();
};
const box = (name: string, content: string | Uint8Array) => join(big32(content.length + 8), name, content);

const SIZE = { width: 48, height: 32 };
const jpeg = await makeJpeg(SIZE);
const png = makePng(SIZE);
const gif = makeGif(SIZE, [5, 90]);
const webp = await makeWebp(SIZE);
const zip = join(
  "PK\x03\x04\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0",
  big32(0),
  big32(0),
  "\x08\0\0\0META-INF",
  PAGE,
  "PK\x05\x06",
  Buffer.alloc(18),
);

/** Pages and drawings that call themselves a picture, and others that may run. */
const PAGES: HostileFile[] = (
  [
    ["page named as a picture", "holiday.jpg", PAGE],
    ["page", "page.html", PAGE],
    ["page behind blanks", "page.txt", `\r\n\t  ${PAGE}`],
    ["page behind a comment", "page.png", `<!-- GIF89a -->${PAGE}`],
    ["page behind a mark of UTF-8", "bom.html", `\xef\xbb\xbf${PAGE}`],
    ["page without any tag that begins one", "notes.txt", `hello <script>${SCRIPT}</script>`],
    ["page behind zeros", "zeros.bin", `\0\0\0\0${PAGE}`],
    ["page in UTF-7", "utf7.html", `+ADw-script+AD4-${SCRIPT}+ADw-/script+AD4-`],
    ["page in ISO-2022-JP", "japanese.html", `\x1b$B<script>\x1b(B${PAGE}`],
    ["XHTML", "page.xhtml", XHTML],
    ["XML with a stylesheet", "feed.xml", `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="data:text/xml,${encodeURIComponent(XHTML)}"?><a/>`], // prettier-ignore
    ["XML with entities that grow", "laughs.xml", `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>`],
    ["RSS", "feed.rss", `<?xml version="1.0"?><rss><channel><title><![CDATA[${PAGE}]]></title></channel></rss>`],
    ["drawing", "drawing.svg", SVG],
    ["drawing named as a picture", "drawing.png", SVG],
    ["drawing behind a preamble", "drawing2.svg", `<?xml version="1.0"?><!DOCTYPE svg><!-- -->${SVG}`],
    ["drawing with a prefix", "prefix.svg", `<x:svg xmlns:x="http://www.w3.org/2000/svg"><x:script>${SCRIPT}</x:script></x:svg>`],
    ["packed drawing", "drawing.svgz", Buffer.from(Bun.gzipSync(latin(SVG)))],
    ["script", "script.js", SCRIPT],
    ["module", "script.mjs", `export default ${JSON.stringify(SCRIPT)};${SCRIPT}`],
    ["style", "style.css", `@import "http://elsewhere.test/${RAN}";`],
    ["MHTML", "page.mhtml", `MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n${PAGE}`],
    ["HTA", "page.hta", `<HTA:APPLICATION/>${PAGE}`],
    ["short cut", "link.url", `[InternetShortcut]\r\nURL=http://elsewhere.test/${RAN}\r\n`],
    ["manifest of a web app", "app.webmanifest", `{"start_url":"http://elsewhere.test/${RAN}"}`],
    ["PDF with a script", "document.pdf", PDF],
    ["PDF behind the head of a picture", "document.jpg", `GIF89a${PDF}`],
    ["PDF behind a page", "document.html", PAGE + PDF],
    ["Flash", "film.swf", `FWS\x0a\x40\0\0\0${PAGE}`],
    ["packed Flash", "film.gif", `CWS\x0a\x40\0\0\0${PAGE}`],
    ["ZIP that is a page", "archive.zip", zip],
    ["JAR", "program.jar", zip],
    ["program", "setup.exe", `MZ\x90\0${"\0".repeat(56)}\x80\0\0\0${PAGE}`],
    ["WebAssembly", "code.wasm", `\0asm\x01\0\0\0${PAGE}`],
    ["nothing", "empty.html", ""],
    ["one byte", "one.html", "<"],
    ["page in UTF-16", "wide.html", wide(PAGE, "le", true)],
    ["page in the other UTF-16", "wide2.html", wide(PAGE, "be", true)],
    ["page in UTF-16 that does not say so", "wide3.html", wide(PAGE, "le", false)],
    ["page in UTF-32", "wider.html", join("\xff\xfe\0\0", ...[...PAGE].map((letter) => `${letter}\0\0\0`))],
  ] as [string, string, string | Buffer][]
).map(([what, name, content]) => ({ what, name, bytes: typeof content === "string" ? latin(content) : content, served: "download" })); // prettier-ignore

/** Pages behind the first bytes of something else, which is not there. */
const HEADS: HostileFile[] = (
  [
    ["JPEG's", "a.jpg", "\xff\xd8\xff\xe0"],
    ["JPEG's and a segment", "b.jpg", "\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"],
    ["PNG's", "a.png", join(PNG_SIGNATURE, pngChunk("IHDR", Buffer.from([0, 0, 0, 9, 0, 0, 0, 9, 8, 2, 0, 0, 0])))],
    ["GIF's", "a.gif", "GIF89a"],
    ["GIF's, in a script", "b.gif", `GIF89a/*`],
    ["BMP's", "a.bmp", "BM\x36\0\0\0\0\0\0\0"],
    ["an icon's", "favicon.ico", "\0\0\x01\0\x01\0\x10\x10\0\0\x01\0"],
    ["WebP's", "a.webp", "RIFF\x40\0\0\0WEBPVP8 "],
    ["WAV's", "a.wav", "RIFF\x40\0\0\0WAVE"],
    ["AVI's", "a.avi", "RIFF\x40\0\0\0AVI "],
    ["MP4's", "a.mp4", "\0\0\0\x20ftypisom"],
    ["MP4's with brands for all of it", "b.mp4", "\0\0\x04\0ftypmp42"],
    ["M4A's", "a.m4a", "\0\0\0\x10ftypM4A \0\0\0\0"],
    ["HEIC's", "a.heic", "\0\0\0\x18ftypheic\0\0\0\0mif1heic"],
    ["AVIF's", "a.avif", "\0\0\0\x18ftypavif\0\0\0\0mif1avif"],
    ["ID3's", "a.mp3", "ID3"],
    ["ID3's with a tag of no length", "b.mp3", "ID3\x03\0\0\0\0\0\0"],
    ["one frame of MP3", "c.mp3", "\xff\xfb\x90\0"],
    ["Ogg's", "a.ogg", "OggS\0\x02"],
    ["FLAC's", "a.flac", "fLaC"],
    ["WebM's", "a.webm", "\x1a\x45\xdf\xa3\x87\x42\x82\x84webm"],
  ] as [string, string, string | Buffer][]
).map(([what, name, head]) => ({ what: `page behind the first bytes of ${what}`, name, bytes: join(head, PAGE), served: "download" })); // prettier-ignore

/** Real pictures that are something else as well. */
const POLYGLOTS: HostileFile[] = (
  [
    ["GIF with a script in a comment", "c.gif", makeGif(SIZE, [5, 90], [gifExtension(0xfe, SCRIPT)])],
    ["GIF with a page behind its end", "d.gif", join(gif, PAGE)],
    ["GIF with a page of an application", "e.gif", makeGif(SIZE, [1], [gifExtension(0xff, `NETSCAPE2.0${PAGE}`)])],
    ["JPEG with a page in a comment", "c.jpg", await makeJpeg(SIZE, quarters(SIZE), [jpegSegment(0xfe, latin(PAGE))])],
    ["JPEG with a page in Exif", "d.jpg", await makeJpeg(SIZE, quarters(SIZE), [jpegSegment(0xe1, latin(`Exif\0\0${PAGE}`))])], // prettier-ignore
    ["JPEG that is a script up to its comment", "e.jpg", await makeJpeg(SIZE, quarters(SIZE), [jpegSegment(0xe0, latin(`/*${"\0".repeat(9_000)}*/=0;${SCRIPT}/*`))])], // prettier-ignore
    ["JPEG with a ZIP behind its end", "f.jpg", join(jpeg, zip)],
    ["JPEG named as a page", "picture.html", join(jpeg, PAGE)],
    [
      "PNG with a page in a text",
      "c.png",
      makePng(SIZE, quarters(SIZE), [pngChunk("tEXt", latin(`Comment\0${PAGE}`))]),
    ],
    ["PNG with a page in its profile", "d.png", makePng(SIZE, quarters(SIZE), [pngChunk("iCCP", join("x\0\0", deflateSync(latin(PAGE))))])], // prettier-ignore
    ["PNG with a ZIP behind its end", "e.png", join(png, zip)],
    ["PNG with a JAR in a chunk", "f.png", makePng(SIZE, quarters(SIZE), [pngChunk("zIPs", zip)])],
    ["PNG with a PDF behind its end", "g.png", join(png, PDF)],
    [
      "WebP with a page in XMP",
      "c.webp",
      makeRiff([webpHeader(SIZE, 4), await webpPicture(SIZE), riffChunk("XMP ", latin(PAGE))]),
    ],
    ["WebP with a page behind its end", "d.webp", join(webp, PAGE)],
    [
      "WebP that moves, with a page in a chunk",
      "e.webp",
      join(await makeMovingWebp(SIZE, [quarters(SIZE), () => [0, 0, 0]]), PAGE),
    ],
  ] as [string, string, Buffer][]
).map(([what, name, bytes]) => ({ what, name, bytes, served: "picture" }));

/** A GIF whose colours are a script: nothing but its type keeps it from running. */
const scripted = Buffer.from(gif);
latin(SCRIPT).copy(scripted, 13);

const mp3Frame = join("\xff\xfb\x90\0", Buffer.alloc(413));
const title = join("TIT2", big32(PAGE.length + 1), "\0\0\0", PAGE);

const OTHERS: HostileFile[] = [
  { what: "GIF whose colours are a script", name: "f.gif", bytes: scripted, served: "picture", keepsScript: true },
  {
    what: "MP3 with a page for a title",
    name: "song.mp3",
    bytes: join("ID3\x03\0\0\0\0", Buffer.from([title.length >> 7, title.length & 127]), title, mp3Frame, mp3Frame),
    served: "audio",
  },
  {
    what: "MP4 with a page in a box",
    name: "film.html",
    bytes: join(box("ftyp", "isom\0\0\x02\0isomiso2"), box("free", PAGE), box("mdat", PAGE)),
    served: "video",
  },
  ...BOMBS.map(([what, bytes]): HostileFile => ({
    what: `bomb (${what})`,
    name: `bomb.${what}`,
    bytes,
    served: "download",
  })),
  { what: "bomb (jpeg)", name: "bomb.jpg", bytes: await makeJpegBomb(), served: "download" },
  { what: "cut PNG", name: "cut.png", bytes: png.subarray(0, 90), served: "download" },
];

/** Names that would break a header, a path or a page. All are of a page. */
const NAMES: HostileFile[] = (
  [
    ["a line break", "a\nb.html"],
    ["another header", 'x"\r\nContent-Type: text/html\r\n\r\n<script>.html'],
    ["quotes", `a"b'c.html`],
    ["a second parameter", 'a";filename="evil.html'],
    ["a second parameter without quotes", "a.txt;filename=evil.html"],
    ["an encoded parameter", "a.txt; filename*=UTF-8''evil.html"],
    ["a backslash before a quote", 'a\\".html'],
    ["a path up", "../../../etc/passwd"],
    ["an encoded path up", "..%2f..%2f..%2fetc%2fpasswd"],
    ["a path up of Windows", "..\\..\\windows\\system32\\evil.dll"],
    ["an absolute path", "/etc/cron.d/evil"],
    ["a drive", "C:\\evil.exe"],
    ["a share", "\\\\elsewhere.test\\evil"],
    ["only dots", ".."],
    ["one dot", "."],
    ["a leading dot", ".htaccess"],
    ["a leading dash", "-rf.html"],
    ["trailing dots and blanks", "evil.html . ."],
    ["a stream of NTFS", "evil.txt:evil.exe"],
    ["a name that Windows keeps for itself", "CON"],
    ["another of them", "lpt1.html"],
    ["letters that turn around", "photo\u202egnp.html"],
    ["letters that isolate", "\u2066\u2067evil\u2069.html"],
    ["letters of no width", "ev\u200bil\u200d.ht\ufeffml"],
    ["zeros", "evil.html\0.jpg"],
    ["control characters", "a\x01\x08\x1b[2J\x7fb.html"],
    ["markup", "<img src=x onerror=alert(1)>.html"],
    ["entities", "&lt;script&gt;&quot;&#39;.html"],
    ["percent signs", "100%.html"],
    ["percent escapes", "%3Cscript%3E%0d%0a.html"],
    ["an escape that is broken", "%E0%A4%A.html"],
    ["half of a letter", "a\ud800b.html"],
    ["emoji", "👩‍👩‍👧‍👦🏳️‍🌈.html"],
    ["many marks on a letter", `e${"\u0301".repeat(200)}.html`],
    ["other scripts", "写真 фото صورة.html"],
    ["300 letters", `${"a".repeat(300)}.html`],
    ["300 letters of four bytes", `${"𠜎".repeat(300)}.html`],
    ["nothing", ""],
    ["only blanks", "   "],
    ["only blanks of another kind", "\u3000\u00a0"],
    ["a question and a fragment", "a?b=c#d.html"],
    ["a template", "${7*7}{{7*7}}.html"],
    ["a statement", "'; DROP TABLE files; --"],
    ["a property of every object", "__proto__"],
  ] as [string, string][]
).map(([what, name]) => ({ what: `page whose name has ${what}`, name, bytes: latin(PAGE), served: "download" }));

export const HOSTILE_FILES: HostileFile[] = [...PAGES, ...HEADS, ...POLYGLOTS, ...OTHERS, ...NAMES];

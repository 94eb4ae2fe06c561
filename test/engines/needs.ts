/** Which versions of browsers know what the built files and the pages use, after MDN's data. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import data, { type CompatStatement, type Identifier, type SupportStatement } from "@mdn/browser-compat-data";

const BUILD = join(import.meta.dir, "../../public/build");

export const BROWSERS = ["chrome", "firefox", "safari"] as const;
export type Name = (typeof BROWSERS)[number];
/** The first version of each browser; Infinity where there is none. */
export type Versions = Record<Name, number>;

/** What is used, by its name in MDN's data, with the versions that know it. */
export type Needs = Map<string, Versions>;

/** What the scripts, the style sheet and some pages use. */
export function findNeeds(pages: string[]): Needs {
  const files = readdirSync(BUILD);
  const read = (extension: string, but: string) =>
    files
      .filter((name) => name.endsWith(extension) && !name.includes(but))
      .map((name) => readFileSync(join(BUILD, name), "utf8"));
  const needs: Needs = new Map();
  for (const css of read(".css", "?")) findInStyle(css, needs);
  for (const script of read(".js", "part-popover")) findInScript(script, needs); // it is there for browsers that lack something
  for (const page of pages) findInPage(page, needs);
  return needs;
}

/** When a version came out. */
export function releaseOf(name: Name, version: number): string {
  const { releases } = data.browsers[name];
  return releases[String(version)]?.release_date ?? releases[version.toFixed(0)]?.release_date ?? "";
}

/** The first version of a browser that came out on a day or after it. */
export function firstSince(name: Name, day: string): number {
  const since = Object.entries(data.browsers[name].releases).filter(
    ([, { release_date }]) => (release_date ?? "") >= day,
  );
  return Math.min(...since.map(([version]) => Number(version)));
}

function findInStyle(css: string, needs: Needs): void {
  const { properties, selectors, "at-rules": rules, types } = data.css as Record<string, Identifier>;
  const values = byName(types);
  const text = css.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(/\/\*[^]*?\*\//g, "");
  for (const [, name = "", value = ""] of text.matchAll(/[{;]([-a-z]+):([^;{}]+)/g)) {
    note(needs, `css.properties.${name}`, properties?.[name]);
    for (const word of value.split(/[\s,()!]+/))
      note(needs, `css.properties.${name}.${word}`, properties?.[name]?.[word]);
  }
  const rest = text.replace(/(?<=[{;])[-a-z]+:[^;{}]*(?=[;}])/g, "");
  for (const [, name = ""] of rest.matchAll(/(?<!\\)::?([-a-z]+)/g))
    note(needs, `css.selectors.${name}`, selectors?.[name]);
  for (const [, name = ""] of text.matchAll(/@([-a-z]+)/g)) note(needs, `css.at-rules.${name}`, rules?.[name]);
  for (const [, name = ""] of text.matchAll(/@media[^{]*\(([-a-z]+)/g))
    note(needs, `css.at-rules.media.${name}`, rules?.media?.[name]);
  for (const [, name = ""] of text.matchAll(/([-a-z]+)\(/g))
    for (const one of values.get(name) ?? []) note(needs, `css.types.${name}`, one);
}

/** A member is taken for the one that came first of those with its name: a program that reads text can't know whose it is. */
function findInScript(script: string, needs: Needs): void {
  const text = script.replace(/"(?:[^"\\\n]|\\.)*"/g, '""').replace(/\.style\.\w+/g, ""); // those are of style sheets
  const builtins = { ...(data.api as Identifier), ...(data.javascript?.builtins as Identifier) };
  for (const [, name = ""] of text.matchAll(/(?<![.\w$#])([A-Z]\w+)/g)) note(needs, name, builtins[name] as Identifier);
  const members = membersOf(builtins);
  for (const [, name = ""] of text.matchAll(/(?<![\d.])\.([a-zA-Z]\w+)/g)) {
    const all = members.get(name) ?? [];
    if (all.length > 0) needs.set(`.${name}`, earliest(all));
  }
  for (const [name, pattern] of SYNTAX) {
    if (pattern.test(text)) note(needs, `javascript.${name}`, at(data.javascript as Identifier, name));
  }
}

const SYNTAX: [name: string, pattern: RegExp][] = [
  ["operators.optional_chaining", /\?\.[a-zA-Z([]/],
  ["operators.nullish_coalescing", /\?\?[^=]/],
  ["operators.nullish_coalescing_assignment", /\?\?=/],
  ["operators.import", /\bimport\(/],
  ["operators.import_meta", /import\.meta/],
  ["classes.private_class_fields", /this\.#\w+[^(\w]/],
  ["classes.private_class_methods", /[;}]#\w+\(/],
  ["classes.static.initialization_blocks", /static\{/],
  ["regular_expressions.lookbehind_assertion", /\(\?<[=!]/],
  ["regular_expressions.named_capturing_group", /\(\?<\w/],
  ["regular_expressions.unicode_character_class_escape", /\\p\{/],
];

function findInPage(html: string, needs: Needs): void {
  const { elements, global_attributes: everywhere } = data.html as Record<string, Identifier>;
  for (const [, element = "", attributes = ""] of html
    .replace(/="[^"]*"/g, "=")
    .matchAll(/<([a-z]+)((?:\s[^<>]*)?)>/g)) {
    note(needs, `html.elements.${element}`, elements?.[element]);
    for (const [, name = ""] of attributes.matchAll(/\s([a-z]+)(?==|\s|$)/g)) {
      note(needs, `html.${name}`, elements?.[element]?.[name] ?? everywhere?.[name]);
    }
  }
}

function note(needs: Needs, name: string, found: Identifier | undefined): void {
  const versions = found?.__compat && versionsOf(found.__compat);
  if (versions) needs.set(name, versions);
}

const at = (tree: Identifier, path: string) =>
  path.split(".").reduce<Identifier | undefined>((branch, name) => branch?.[name] as Identifier | undefined, tree);

function versionsOf({ support }: CompatStatement): Versions {
  const [chrome, firefox, safari] = BROWSERS.map((name) => versionIn(support[name]));
  return { chrome: chrome ?? Infinity, firefox: firefox ?? Infinity, safari: safari ?? Infinity };
}

/** The first version that needs no setting for it; with its own prefix counts, for that is what the style sheet has, too. */
function versionIn(support: SupportStatement | undefined): number {
  const statements = support === undefined ? [] : [support].flat();
  const versions = statements.flatMap(({ version_added: added, version_removed: removed, flags }) =>
    flags || removed || typeof added !== "string" || added === "preview" ? [] : [Number(added.replace("≤", ""))],
  );
  return Math.min(...versions);
}

const earliest = (all: CompatStatement[]): Versions => {
  const versions = all.map(versionsOf);
  const of = (name: Name) => Math.min(...versions.map((one) => one[name]));
  return { chrome: of("chrome"), firefox: of("firefox"), safari: of("safari") };
};

/** All branches of a tree, by their names. */
function byName(tree: Identifier | undefined, found = new Map<string, Identifier[]>()): Map<string, Identifier[]> {
  for (const [name, branch] of Object.entries(tree ?? {})) {
    if (name === "__compat") continue;
    found.set(name, [...(found.get(name) ?? []), branch as Identifier]);
    byName(branch as Identifier, found);
  }
  return found;
}

/** What is known of the members of all interfaces, by their names. */
function membersOf(interfaces: Record<string, unknown>): Map<string, CompatStatement[]> {
  const found = new Map<string, CompatStatement[]>();
  for (const members of Object.values(interfaces)) {
    for (const [key, member] of Object.entries(members as Identifier)) {
      const name = key.replace(/_(static|event)$/, "");
      const compat = (member as Identifier).__compat;
      if (key !== "__compat" && compat) found.set(name, [...(found.get(name) ?? []), compat]);
    }
  }
  return found;
}

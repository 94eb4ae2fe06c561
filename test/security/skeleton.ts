/**
 * What a page consists of, without anything that people wrote: elements, the names of their attributes, and the values of
 * those that do something. Two pages that differ only in what people wrote have the same skeleton.
 */

/** What may stand where people's text does: elements, and their attributes. */
const IN_TEXT: Record<string, string[]> = {
  a: ["href", "target", "rel", "class", "tabindex"], // the script of the page takes it out of the order of the Tab key
  blockquote: [],
  br: [],
  code: ["tabindex"],
  em: [],
  li: ["value"],
  mark: [],
  ol: ["start"],
  pre: ["data-language"],
  s: [],
  bdi: ["class", "data-user"],
  strong: [],
  ul: [],
};

/** Attributes whose values belong to the skeleton: what is fetched, sent, swapped, or run, and when. */
const ACTIVE = /^(hx-|on|form|action|method|src|type|role|style|target|id$|name$|popover)/;

/** Where people's text stands in a page: only there may the elements of `IN_TEXT` be, and nothing else. */
const TEXT = "[hx-ignore]";

/** Parts of the room page that change by themselves; their children are compared on their own. */
const LISTS = "#log, #pending, #here";

/**
 * Runs in the page. `skeletonOf(root)`, `frameOf(document)` without the lists, `rowsOf(root)`: the skeletons of all rows,
 * and `foreignIn(root)`: what stands among people's text and should not.
 */
export const SKELETON = `
  const IN_TEXT = ${JSON.stringify(IN_TEXT)}, ACTIVE = ${String(ACTIVE)}, TEXT = ${JSON.stringify(TEXT)}, LISTS = ${JSON.stringify(LISTS)};
  const steady = (value) => value.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "KEY").replace(/\\d+/g, "#");
  const known = new Map(), lists = LISTS.split(", ").map((list) => list.slice(1)), none = [];
  const nameOf = ({ name, value }) => {
    if (name.startsWith("data-htmx-") || name === "tabindex") return ""; // the page's script sets it
    return ACTIVE.test(name) ? " " + name + "=" + steady(value) : " " + name;
  };
  const namesOf = (element) => {
    let names = "";
    for (const attribute of element.attributes) {
      const key = attribute.name + "=" + attribute.value;
      if (!known.has(key)) known.set(key, nameOf(attribute)); // most are in all of the pages
      names += known.get(key);
    }
    return names;
  };
  const childrenOf = (root) => (root.localName === "template" ? root.content : root).children;
  window.skeletonOf = (root, without = none) => {
    if (root.hasAttribute?.("hx-ignore")) return "<" + root.localName + namesOf(root) + ">TEXT";
    let children = "";
    if (!without.includes(root.id)) for (const child of childrenOf(root)) children += skeletonOf(child, without);
    return root.localName ? "<" + root.localName + namesOf(root) + ">" + children + "</>" : children;
  };
  window.frameOf = (document) => skeletonOf(document.documentElement, lists);
  window.rowsOf = (root) => {
    const lists = [...root.querySelectorAll(LISTS), ...[...root.querySelectorAll("template")].map(({ content }) => content)];
    return [...new Set(lists.flatMap((list) => [...list.children].map((row) => skeletonOf(row))))];
  };
  window.foreignIn = (root) => [...root.querySelectorAll(TEXT + " *")].flatMap((element) => {
    const allowed = IN_TEXT[element.localName];
    const names = element.getAttributeNames().filter((name) => !allowed?.includes(name));
    const leads = element.localName !== "a" || /^(https?|mailto):$/.test(element.protocol);
    return allowed && names.length === 0 && leads ? [] : [element.outerHTML.slice(0, 200)];
  });
`;

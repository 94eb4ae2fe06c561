/** Remembers which contents were seen, and how large each is, in a few bytes for each of them. */
import type { Content } from "./backend.ts";

export type Seen = {
  add: (content: Content) => void;
  /**
   * The size that was seen of a content; nothing when it was not seen. Contents are asked for in the order of their hashes.
   * That two look the same here is less likely than that a disk forgets one.
   */
  sizeOf: (hash: string) => number | undefined;
};

/** Hexadecimal digits that make a group, and those that tell its members apart: as many as a number holds exactly. */
const GROUP = 3;
const MEMBER = 13;

export function openSeen(): Seen {
  const groups = new Map<string, number[]>();
  let opened: { group: string; sizes: Map<number, number> } | undefined;

  function open(group: string) {
    const pairs = groups.get(group) ?? [];
    const sizes = new Map<number, number>();
    for (let at = 0; at < pairs.length; at += 2) sizes.set(pairs[at] ?? 0, pairs[at + 1] ?? 0);
    return { group, sizes };
  }

  return {
    add({ hash, bytes }) {
      const group = hash.slice(0, GROUP);
      const pairs = groups.get(group) ?? [];
      pairs.push(memberOf(hash), bytes);
      groups.set(group, pairs);
    },
    sizeOf(hash) {
      const group = hash.slice(0, GROUP);
      if (opened?.group !== group) opened = open(group);
      return opened.sizes.get(memberOf(hash));
    },
  };
}

const memberOf = (hash: string): number => Number.parseInt(hash.slice(GROUP, GROUP + MEMBER), 16);

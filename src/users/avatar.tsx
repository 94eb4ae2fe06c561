/** A person's avatar: their picture, or the first letter of the name on a colour. */
import { Html } from "@elysiajs/html";

import { segmenter } from "../lib/intl.ts";
import { trusted } from "../views/html.ts";
import type { ShownUser } from "./store.ts";

/** The letter is there with a picture, too: it is seen until that has come, or if it does not. */
export const Avatar = ({ id, name, hue, picture }: ShownUser) =>
  picture === null ? (
    <b class={`avatar hue-${hueOf(id, hue)}`} aria-hidden="true" safe>
      {initialOf(name)}
    </b>
  ) : (
    <b class={`avatar hue-${hueOf(id, hue)}`} aria-hidden="true">
      {trusted(Bun.escapeHTML(initialOf(name)))}
      <img src={picturePath(id, picture)} width="96" height="96" alt="" loading="lazy" />
    </b>
  );

/** Digits of a hash that tell one picture of a person from the others. */
const DIGITS = 12;

/** What a person's picture is called in its address: another picture has another name. */
export const pictureName = (hash: string): string => `${hash.slice(0, DIGITS)}.webp`;

/** The address of a person's picture in the size that the hash is of. */
export const picturePath = (id: number, hash: string): string => `/people/${id}/${pictureName(hash)}`;

/** The number of a person's colour, 1 to 12: the one chosen, else one that comes with the id. */
export const hueOf = (id: number, chosen: number | null): number => chosen ?? ((id * 7) % 12) + 1;

/** A first character that nothing joins. */
const PLAIN = /^[!-~](?=[!-~]|$)/;

/** The letter in a person's avatar. */
export const initialOf = (name: string): string =>
  (PLAIN.exec(name)?.[0] ?? segmenter().segment(name).containing(0)?.segment ?? "").toUpperCase();

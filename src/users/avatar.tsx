/** A person's avatar: the first letter of the name on a colour. */
import { Html } from "@elysiajs/html";

import { segmenter } from "../lib/intl.ts";

export type AvatarProps = {
  id: number;
  name: string;
  /** The colour the person has chosen, 1 to 12. */
  hue: number | null;
};

export const Avatar = ({ id, name, hue }: AvatarProps) => (
  <b class={`avatar hue-${hueOf(id, hue)}`} aria-hidden="true" safe>
    {initialOf(name)}
  </b>
);

/** The number of a person's colour, 1 to 12: the one chosen, else one that comes with the id. */
export const hueOf = (id: number, chosen: number | null): number => chosen ?? ((id * 7) % 12) + 1;

/** A first character that nothing joins. */
const PLAIN = /^[!-~](?=[!-~]|$)/;

/** The letter in a person's avatar. */
export const initialOf = (name: string): string =>
  (PLAIN.exec(name)?.[0] ?? segmenter().segment(name).containing(0)?.segment ?? "").toUpperCase();

/** How long a message may be, for the server and for the page. */

/**
 * What is wrong with a text of more than `most` characters; nothing otherwise.
 * @example problemOfLength("😀".repeat(5), 4) // "That is 5 characters. A message has at most 4."
 */
export function problemOfLength(text: string, most: number): string | undefined {
  if (text.length <= most) return undefined;
  const length = [...text].length;
  return length > most ? `That is ${number(length)} characters. A message has at most ${number(most)}.` : undefined;
}

const number = (value: number) => value.toLocaleString("en");

/**
 * Rows a page at a time, until there are no more: little of them is in memory, and others have their turn in between.
 * @param read gives the rows after the last one of the page before
 * @example for (const people of inPages<Person>((last) => page.all(last?.id ?? 0, 500))) print(people);
 */
export function* inPages<Row>(read: (last: Row | undefined) => Row[]): Generator<Row[]> {
  for (let rows = read(undefined); rows.length > 0; rows = read(rows.at(-1))) yield rows;
}

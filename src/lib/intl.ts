/**
 * What the runtime knows of languages. Each takes one to two megabytes and is made when it is first asked for: a server
 * that nobody visits has no use for it.
 */

export const collator = lazy(() => new Intl.Collator("en"));

/** Cuts a text into what people take for characters. */
export const segmenter = lazy(() => new Intl.Segmenter());

export const relativeTime = lazy(() => new Intl.RelativeTimeFormat("en"));

/** A month with its year, as in UTC. */
export const month = lazy(() => new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" }));

function lazy<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}

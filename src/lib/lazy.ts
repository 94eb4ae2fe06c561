/**
 * Something that is made when it is first asked for, and kept.
 * @example const collator = lazy(() => new Intl.Collator("en")); // collator().compare("a", "b")
 */
export function lazy<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}

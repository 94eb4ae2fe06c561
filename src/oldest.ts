/** Memories of a bounded size: who came first makes room. */

/**
 * Names the oldest key of a map each time it is called, provided that the one named before has been removed.
 * It goes on where it stopped: `map.keys().next()` would walk over the places of all that were removed, thousands of
 * them in a map that is full, and take 14 µs instead of 0.2.
 *
 * @example const oldest = oldestKey(map); if (map.size > most) map.delete(oldest());
 */
export function oldestKey<Key>(map: Map<Key, unknown>): () => Key {
  const keys = map.keys();
  return () => {
    const { value, done } = keys.next();
    if (done) throw new Error("the map is empty");
    return value;
  };
}

/** Memories of a bounded size: who came first makes room. */

/**
 * Names the oldest key of a map each time it is called, provided that the one named before has been removed.
 * It goes on where it stopped: `map.keys().next()` walks over the places of all that were removed, thousands of them in a
 * map that is full, and takes 14 µs instead of 0.2.
 *
 * Only for a map from which nothing else is removed: until it is called again it keeps the places of what was.
 *
 * @example const oldest = oldestKey(map); if (map.size > most) map.delete(oldest());
 */
export function oldestKey<Key>(map: Map<Key, unknown>): () => Key {
  let keys = map.keys();
  return () => {
    let next = keys.next();
    if (next.done) next = (keys = map.keys()).next(); // it was at the end once, and stays there
    if (next.done) throw new Error("the map is empty");
    return next.value;
  };
}

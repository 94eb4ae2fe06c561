/** A map of a bounded size, for caches and counters: what was not used for longest makes room. */

export type BoundedMap<Key, Value> = {
  /** The value of a key, which counts as used by that. */
  get: (key: Key) => Value | undefined;
  set: (key: Key, value: Value) => void;
  delete: (key: Key) => void;
  clear: () => void;
  /** Every value that is kept, in no order. */
  values: () => Iterable<Value>;
  /** How much is kept: entries, or what they weigh. */
  size: () => number;
};

export type BoundedMapOptions<Value> = {
  /** Most that is kept: entries, or what they weigh together, give or take the heaviest. */
  most: number;
  /** What a value weighs; 1 unless said otherwise. It may not change while the value is kept. */
  weigh?: (value: Value) => number;
};

/**
 * Keeps two generations. When the young one holds half of what may be kept, it becomes the old one, and the old one goes
 * at once; an entry that is used moves to the young one. Every step takes the same time however many entries there are: a
 * single map from which the first key is removed over and over walks across the places of all that were removed before.
 *
 * @see https://github.com/dominictarr/hashlru
 * @example
 * const sessions = boundedMap<string, Session>({ most: 10_000 });
 * const rows = boundedMap<number, string>({ most: 8_388_608, weigh: (html) => html.length });
 */
export function boundedMap<Key, Value>(options: BoundedMapOptions<Value>): BoundedMap<Key, Value> {
  const { most, weigh = () => 1 } = options;
  let young = new Map<Key, Value>();
  let old = new Map<Key, Value>();
  let youngSize = 0;
  let oldSize = 0;

  function add(key: Key, value: Value) {
    young.set(key, value);
    youngSize += weigh(value);
    if (youngSize < most / 2) return;
    old = young;
    oldSize = youngSize;
    young = new Map();
    youngSize = 0;
  }

  function remove(key: Key) {
    const [inYoung, inOld] = [young.get(key), old.get(key)];
    if (inYoung !== undefined && young.delete(key)) youngSize -= weigh(inYoung);
    if (inOld !== undefined && old.delete(key)) oldSize -= weigh(inOld);
  }

  return {
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const kept = old.get(key);
      if (kept === undefined) return undefined;
      remove(key);
      add(key, kept);
      return kept;
    },
    set(key, value) {
      remove(key);
      if (weigh(value) <= most) add(key, value);
    },
    delete: remove,
    clear() {
      young = new Map();
      old = new Map();
      youngSize = oldSize = 0;
    },
    *values() {
      yield* young.values();
      yield* old.values();
    },
    size: () => youngSize + oldSize,
  };
}

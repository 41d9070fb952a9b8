/**
 * A map that remembers what was used lately and forgets the rest, in two generations: when the younger is full, the
 * older is dropped whole. (Deleting a Map's oldest key one by one is linear in V8, which showed in append times.)
 */
export type Recent<K, V> = {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  clear(): void;
};

/** Holds at least `capacity` of the latest entries and at most twice as many. */
export function recent<K, V>(capacity: number): Recent<K, V> {
  let younger = new Map<K, V>();
  let older = new Map<K, V>();

  function set(key: K, value: V): void {
    if (younger.size >= capacity) {
      older = younger;
      younger = new Map();
    }
    younger.set(key, value);
  }

  return {
    get(key) {
      const value = younger.get(key);
      if (value !== undefined) return value;
      const aged = older.get(key);
      if (aged !== undefined) set(key, aged);
      return aged;
    },
    set,
    delete(key) {
      younger.delete(key);
      older.delete(key);
    },
    clear() {
      younger = new Map();
      older = new Map();
    },
  };
}

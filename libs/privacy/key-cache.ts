import type { ChildKey, ChildOf } from './child-key.ts';

/** The keys a process has unwrapped, for 60 seconds and no longer: a process that does little holds few. */
export interface KeyCache {
  readonly opening: (of: ChildOf, version: number) => ChildKey | undefined;
  /** The key, if it was kept as one that no power cut can lose. */
  readonly sealing: (of: ChildOf, version: number) => ChildKey | undefined;
  readonly keep: (key: ChildKey, isDurable: boolean) => void;
  readonly forget: (of: ChildOf) => void;
  readonly forgetAll: () => void;
}

export function keyCache(now: () => number): KeyCache {
  const children = new Map<string, Kept>();
  const find = (of: ChildOf): Kept | undefined => {
    const kept = children.get(nameOf(of));
    return kept !== undefined && now() < kept.until ? kept : undefined;
  };
  return {
    opening: (of, version) => find(of)?.versions.get(version),
    sealing: (of, version) => {
      const kept = find(of);
      return kept?.durable.has(version) === true ? kept.versions.get(version) : undefined;
    },
    keep: (key, isDurable) => {
      let kept = find(key);
      if (kept === undefined) {
        kept = { until: now() + lifetime, versions: new Map(), durable: new Set() };
        // Set anew, so that the map stays in order of age and the oldest are always first.
        children.delete(nameOf(key));
        children.set(nameOf(key), kept);
        dropOldest(children, now());
      }
      kept.versions.set(key.version, key);
      if (isDurable) kept.durable.add(key.version);
    },
    forget: (of) => void children.delete(nameOf(of)),
    forgetAll: () => children.clear(),
  };
}

interface Kept {
  readonly until: number;
  readonly versions: Map<number, ChildKey>;
  readonly durable: Set<number>;
}

const lifetime = 60_000;

/** About 15 MB at most. */
const most = 10_000;

function dropOldest(children: Map<string, Kept>, time: number): void {
  for (const [name, { until }] of children) {
    if (children.size <= most && time < until) return;
    children.delete(name);
  }
}

function nameOf({ authority, child }: ChildOf): string {
  return `${authority}|${child}`;
}

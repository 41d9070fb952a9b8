import type { ChildKey } from './child-key.ts';

/** The keys a process has unwrapped, for 60 seconds and no longer: a process that does little holds few. */
export interface KeyCache {
  /** The key to seal with, if it was kept as such. */
  readonly latest: (authority: string, child: string) => ChildKey | undefined;
  readonly version: (authority: string, child: string, version: number) => ChildKey | undefined;
  readonly keep: (key: ChildKey, latest: boolean) => void;
  readonly forget: (authority: string, child: string) => void;
  readonly forgetAll: () => void;
}

export function keyCache(now: () => number): KeyCache {
  const children = new Map<string, Kept>();
  const find = (authority: string, child: string): Kept | undefined => {
    const kept = children.get(nameOf(authority, child));
    return kept !== undefined && now() < kept.until ? kept : undefined;
  };
  return {
    latest: (authority, child) => find(authority, child)?.latest,
    version: (authority, child, version) => find(authority, child)?.versions.get(version),
    keep: (key, latest) => {
      let kept = find(key.authority, key.child);
      if (kept === undefined) {
        kept = { until: now() + lifetime, versions: new Map(), latest: undefined };
        // Set anew, so that the map stays in order of age and the oldest are always first.
        children.delete(nameOf(key.authority, key.child));
        children.set(nameOf(key.authority, key.child), kept);
        dropOldest(children, now());
      }
      kept.versions.set(key.version, key);
      if (latest) kept.latest = key;
    },
    forget: (authority, child) => void children.delete(nameOf(authority, child)),
    forgetAll: () => children.clear(),
  };
}

interface Kept {
  readonly until: number;
  readonly versions: Map<number, ChildKey>;
  latest: ChildKey | undefined;
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

function nameOf(authority: string, child: string): string {
  return `${authority}|${child}`;
}

import { createHash } from 'node:crypto';

/**
 * The root of a Merkle tree over leaves, in hex, after RFC 6962 section 2.1: leaves and nodes are hashed with different
 * first bytes, so that no node passes for a leaf. Of no leaves it is the SHA-256 of nothing.
 */
export function merkleRoot(leaves: readonly string[]): string {
  return rootOf(leaves.map(leafHash)).toString('hex');
}

/** The hashes that lead from one leaf to the root, from the leaf upwards, in hex. */
export function merklePath(leaves: readonly string[], index: number): readonly string[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) {
    throw new RangeError(`There is no leaf ${String(index)} of ${String(leaves.length)}.`);
  }
  return pathIn(leaves.map(leafHash), index).map((node) => node.toString('hex'));
}

/** A leaf, its place among so many, and the way to the root it is said to lie under. */
export interface Inclusion {
  readonly leaf: string;
  readonly index: number;
  readonly count: number;
  readonly path: readonly string[];
}

/** The root that a path leads to, in hex; undefined where the path cannot be of a tree of that size. */
export function rootAlong({ leaf, index, count, path }: Inclusion): string | undefined {
  if (!Number.isSafeInteger(count) || !Number.isSafeInteger(index) || index < 0 || index >= count) return undefined;
  if (path.some((node) => !/^[0-9a-f]{64}$/.test(node))) return undefined;
  let node = leafHash(leaf);
  let place = index;
  let last = count - 1;
  for (const step of path) {
    if (last === 0) return undefined;
    const sibling = Buffer.from(step, 'hex');
    if (place % 2 === 1 || place === last) {
      node = nodeHash(sibling, node);
      // A subtree that is the last of an uneven level hangs from a node higher up.
      while (place % 2 === 0 && place !== 0) [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
    } else node = nodeHash(node, sibling);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? node.toString('hex') : undefined;
}

const leafMark = Buffer.of(0);
const nodeMark = Buffer.of(1);

function leafHash(leaf: string): Buffer {
  return createHash('sha256').update(leafMark).update(leaf, 'utf8').digest();
}

function nodeHash(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(nodeMark).update(left).update(right).digest();
}

function rootOf(hashes: readonly Buffer[]): Buffer {
  const [only] = hashes;
  if (only === undefined) return createHash('sha256').digest();
  if (hashes.length === 1) return only;
  const half = largestPowerBelow(hashes.length);
  return nodeHash(rootOf(hashes.slice(0, half)), rootOf(hashes.slice(half)));
}

function pathIn(hashes: readonly Buffer[], index: number): Buffer[] {
  if (hashes.length <= 1) return [];
  const half = largestPowerBelow(hashes.length);
  const [left, right] = [hashes.slice(0, half), hashes.slice(half)];
  return index < half ? [...pathIn(left, index), rootOf(right)] : [...pathIn(right, index - half), rootOf(left)];
}

/** The largest power of two less than `count`, which is 2 or more. */
function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

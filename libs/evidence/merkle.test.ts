import fc from 'fast-check';
import { merklePath, merkleRoot, rootAlong, sha256 } from './index.ts';

describe('the Merkle tree of RFC 6962', () => {
  it.each([
    [[], 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [[''], '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    [['', '\u0000'], 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  ])('has over %j the root that certificate transparency publishes', (leaves, root) => {
    expect(merkleRoot(leaves)).toBe(root);
  });

  it('leads from every leaf to the root, and from nothing else', () => {
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (count, pick, other) => {
        const leaves = Array.from({ length: count }, (_, leaf) => `leaf ${String(leaf)}`);
        const index = pick % count;
        const root = merkleRoot(leaves);
        const inclusion = { leaf: leaves[index] ?? '', index, count, path: merklePath(leaves, index) };
        expect(rootAlong(inclusion)).toBe(root);
        expect(rootAlong({ ...inclusion, leaf: 'another' })).not.toBe(root);
        if (other % count !== index) expect(rootAlong({ ...inclusion, index: other % count })).not.toBe(root);
        expect(rootAlong({ ...inclusion, path: [...inclusion.path, sha256('more')] })).toBeUndefined();
        if (count > 1) expect(rootAlong({ ...inclusion, path: inclusion.path.slice(1) })).not.toBe(root);
        expect(rootAlong({ ...inclusion, index: count })).toBeUndefined();
      }),
    );
  });
});

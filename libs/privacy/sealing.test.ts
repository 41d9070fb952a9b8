import { createSecretKey, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { CannotOpen, CannotSeal, isSealed, mark, open, seal, type ChildKey, type Place } from './index.ts';
import { unwrapKey, wrapNewKey } from './child-key.ts';

const master = createSecretKey(randomBytes(32));
const child = { authority: '855', child: 'A1' };
const key = newKey(child, 1);
const place: Place = { ...child, fact: '2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b1', field: 'lateReason' };
const text = fc.string({ unit: 'binary' });

describe('sealing a text', () => {
  it('opens again where it was sealed', () => {
    fc.assert(
      fc.property(text, (plain) => {
        expect(open(key, place, seal(key, place, plain))).toBe(plain);
      }),
    );
  });

  it('never seals alike twice, and names the version of its key', () => {
    const [once, again] = [seal(key, place, 'unwell'), seal(key, place, 'unwell')];
    expect(once.sealed).not.toBe(again.sealed);
    expect(once.key).toBe(1);
    expect(isSealed(once)).toBe(true);
    expect(Buffer.from(once.sealed, 'base64url')).toHaveLength(1 + 12 + 'unwell'.length + 16);
  });

  it('draws a nonce of its own for every text, of which a key may seal 2³² before two might be alike', () => {
    const most = 20_000;
    const nonces = Array.from({ length: most }, () => seal(key, place, 'unwell').sealed.slice(2, 18));
    expect(new Set(nonces).size).toBe(most);
    // NIST SP 800-38D, 8.3: at 2^32 random nonces of 96 bits the chance of two alike is below 2^-32.
    expect(Buffer.from(seal(key, place, '').sealed, 'base64url')).toHaveLength(1 + 96 / 8 + 128 / 8);
    expect(2 ** 32 * ((2 ** 32 - 1) / 2) * 2 ** -96).toBeLessThan(2 ** -32);
  });

  it.each(['\ud83d', 'a\ude00'])('refuses %j, which would not come back', (half) => {
    expect(() => seal(key, place, half)).toThrow(CannotSeal);
  });

  it.each([
    ['authority', { authority: '8|5' }],
    ['fact', { fact: 'a|b' }],
    ['field', { field: '' }],
  ])('refuses a place whose %s could be read as another', (_part, change) => {
    const odd = { ...place, ...change };
    expect(() => seal(newKey(odd, 1), odd, 'unwell')).toThrow(CannotSeal);
  });

  it('refuses the key of another child', () => {
    expect(() => seal(newKey({ authority: '855', child: 'B2' }, 1), place, 'unwell')).toThrow(CannotSeal);
  });

  it('keeps its secrets out of print', () => {
    const secret = newKey(child, 1).sealing.export().toString('hex');
    expect(inspect(key, { depth: 9 }) + JSON.stringify(key)).not.toContain(secret.slice(0, 8));
    expect(Object.keys(JSON.parse(JSON.stringify(key.sealing)) as object)).toEqual([]);
  });
});

describe('a sealed text is refused', () => {
  const codeOf = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      if (error instanceof CannotOpen) return error.code;
      throw error;
    }
    return 'opened';
  };

  it('with any bit of it flipped', () => {
    fc.assert(
      fc.property(text, fc.nat(), (plain, pick) => {
        const sealed = seal(key, place, plain);
        const bytes = Buffer.from(sealed.sealed, 'base64url');
        const bit = pick % (bytes.length * 8);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        expect(codeOf(() => open(key, place, { ...sealed, sealed: bytes.toString('base64url') }))).toBe('tampered');
      }),
    );
  });

  it('with any letter of it changed, loose bits and stray signs included', () => {
    fc.assert(
      fc.property(
        text,
        fc.nat(),
        fc.constantFrom('', '=', ' ', '\n', '+', '/', 'A', 'B', 'AA'),
        (plain, pick, sign) => {
          const sealed = seal(key, place, plain);
          const at = pick % (sealed.sealed.length + 1);
          const changed = sealed.sealed.slice(0, at) + sign + sealed.sealed.slice(at + 1);
          fc.pre(changed !== sealed.sealed);
          expect(codeOf(() => open(key, place, { ...sealed, sealed: changed }))).toBe('tampered');
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['another fact', { fact: '2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b2' }],
    ['another field', { field: 'inquorateReason' }],
  ])('in %s', (_where, change) => {
    expect(codeOf(() => open(key, { ...place, ...change }, seal(key, place, 'unwell')))).toBe('tampered');
  });

  it.each([
    ['child', { child: 'B2' }],
    ['authority', { authority: '857' }],
  ])('of another %s, by their key and by the same secret', (_whose, change) => {
    const there = { ...place, ...change };
    const sealed = seal(key, place, 'unwell');
    expect(codeOf(() => open(key, there, sealed))).toBe('wrong-key');
    expect(codeOf(() => open(newKey(there, 1), there, sealed))).toBe('tampered');
    expect(codeOf(() => open({ ...key, ...change }, there, sealed))).toBe('tampered');
  });

  it.each([
    ['its key was erased', 'erased', 'erased'],
    ['its key was never here', 'missing', 'key-missing'],
    ['its key is of another version', newKey(child, 2), 'wrong-key'],
    ['its key is another of the same version', newKey(child, 1), 'tampered'],
  ] as const)('when %s', (_why, by, code) => {
    expect(codeOf(() => open(by, place, seal(key, place, 'unwell')))).toBe(code);
  });

  it.each(['', 'AQ', 'not base64url!'])('when it is %j', (sealed) => {
    expect(codeOf(() => open(key, place, { sealed, key: 1 }))).toBe('tampered');
  });
});

describe('the mark of a request', () => {
  it('is the same for the same text and key, and for no other', () => {
    const another = newKey(child, 1);
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(mark(key, a) === mark(key, b)).toBe(a === b);
        expect(mark(another, a)).not.toBe(mark(key, a));
      }),
    );
  });

  it('survives a restart, being made of the child’s key alone', () => {
    const wrapped = wrapNewKey(master, child, 1);
    expect(mark(unwrapKey(master, child, 1, wrapped), 'text')).toBe(mark(unwrapKey(master, child, 1, wrapped), 'text'));
    expect(mark(key, 'text')).toMatch(/^[0-9a-f]{64}$/);
  });
});

function newKey(of: { authority: string; child: string }, version: number): ChildKey {
  return unwrapKey(master, of, version, wrapNewKey(master, of, version));
}

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { canonical, digestOf, digestOfRows, NotALine, sealWithEvidence, type Placed } from './index.ts';

const referral: Placed = {
  stream: 'journey-855.A1',
  revision: 0,
  previous: null,
  id: '2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b1',
  type: 'ReferralReceived',
  data: { on: '2026-01-12', source: '1A' },
  metadata: { recordedAt: 1_768_214_400_000, recordedBy: 'worker-1' },
};

describe('the digest of a fact', () => {
  it('is the SHA-256 of its canonical form, which anyone can make', () => {
    const written =
      '{"data":{"on":"2026-01-12","source":"1A"},"id":"2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b1",' +
      '"metadata":{"recordedAt":1768214400000,"recordedBy":"worker-1"},"previous":null,"revision":0,' +
      '"stream":"journey-855.A1","type":"ReferralReceived"}';
    expect(digestOf(referral)).toBe(createHash('sha256').update(written).digest('hex'));
  });

  it.each([
    ['stream', { stream: 'journey-855.A2' }],
    ['revision', { revision: 1 }],
    ['previous', { previous: '0'.repeat(64) }],
    ['id', { id: '2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b2' }],
    ['type', { type: 'ContactReceived' }],
    ['data', { data: { on: '2026-01-13', source: '1A' } }],
    ['metadata', { metadata: { recordedAt: 1_768_214_400_001, recordedBy: 'worker-1' } }],
  ])('changes with its %s', (_member, change) => {
    expect(digestOf({ ...referral, ...change })).not.toBe(digestOf(referral));
  });

  it('leaves out the evidence itself, and nothing else of the metadata', () => {
    const metadata = sealWithEvidence(referral.stream, 0, null, referral);
    expect(metadata).toEqual({ ...referral.metadata, evidence: { previous: null, digest: digestOf(referral) } });
    expect(digestOf({ ...referral, metadata })).toBe(digestOf(referral));
    expect(digestOf({ ...referral, metadata: { ...metadata, more: 1 } })).not.toBe(digestOf(referral));
  });

  it('seals anew from sealed metadata after a lost race', () => {
    const previous = 'a'.repeat(64);
    const lost = { ...referral, metadata: sealWithEvidence(referral.stream, 0, null, referral) };
    expect(sealWithEvidence(referral.stream, 1, previous, lost)).toEqual(
      sealWithEvidence(referral.stream, 1, previous, referral),
    );
  });

  it('changes with any change of any value in the data, and with nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (data, other) => {
        const same = canonical(data) === canonical(other);
        expect(digestOf({ ...referral, data }) === digestOf({ ...referral, data: other })).toBe(same);
        expect(digestOf({ ...referral, data: JSON.parse(JSON.stringify(data)) })).toBe(digestOf({ ...referral, data }));
      }),
    );
  });

  it('changes when one member anywhere is altered, removed, added or renamed', () => {
    const nested = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(nested, fc.nat(), (data, pick) => {
        const names = Object.keys(data);
        const name = names[pick % names.length] ?? '';
        const { [name]: value, ...rest } = data;
        const digest = digestOf({ ...referral, data });
        for (const change of [
          rest,
          { ...rest, [name]: [value] },
          { ...rest, [`${name}~`]: value, ...(Object.hasOwn(rest, `${name}~`) ? { more: 1 } : {}) },
          { ...data, [`${names.join('')}!`]: null },
        ]) {
          expect(digestOf({ ...referral, data: change })).not.toBe(digest);
        }
      }),
    );
  });
});

describe('the digest of a table', () => {
  it('is what sha256sum says of its lines', () => {
    expect(digestOfRows([])).toBe(createHash('sha256').digest('hex'));
    expect(digestOfRows(['a', 'é'])).toBe(createHash('sha256').update('a\né\n').digest('hex'));
  });

  it('differs wherever the rows do', () => {
    const rows = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\r', 'é') }), { maxLength: 4 });
    fc.assert(
      fc.property(rows, rows, (a, b) => {
        expect(digestOfRows(a) === digestOfRows(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it.each(['a\nb', '\ud83d'])('refuses the row %j, which would make two tables alike, and counts to it', (row) => {
    expect(() => digestOfRows(['first', row])).toThrow(NotALine);
    expect(() => digestOfRows(['first', row])).toThrow('Row 2');
  });
});

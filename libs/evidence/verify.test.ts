import fc from 'fast-check';
import { digestOf, sealWithEvidence, verifyChain, type Evidence, type Evidenced } from './index.ts';

const stream = 'journey-855.A1';

describe('verifying a chain', () => {
  it('an empty stream holds nothing to break', async () => {
    expect(await verifyChain(stream, [])).toEqual({ ok: true, count: 0, head: null });
  });

  it('a whole chain ends at its head', async () => {
    const facts = chain(5);
    expect(await verifyChain(stream, facts)).toEqual({ ok: true, count: 5, head: facts[4]?.evidence?.digest });
  });

  it('reads facts as they arrive', async () => {
    async function* arriving(): AsyncGenerator<Evidenced> {
      for (const fact of chain(3)) yield await Promise.resolve(fact);
    }
    expect(await verifyChain(stream, arriving())).toMatchObject({ ok: true, count: 3 });
  });

  it('stops reading at the first break', async () => {
    let read = 0;
    function* counted(): Generator<Evidenced> {
      for (const fact of edit(chain(9), 2, { data: {} })) {
        read++;
        yield fact;
      }
    }
    expect(await verifyChain(stream, counted())).toMatchObject({ ok: false, revision: 2 });
    expect(read).toBe(3);
  });

  it.each([
    ['data', { data: { on: '2026-01-13' } }],
    ['type', { type: 'ContactReceived' }],
    ['id', { id: 'another' }],
    ['who recorded it', { metadata: { recordedBy: 'someone else' } }],
    ['text that cannot be written canonically', { data: { name: '\ud83d' } }],
  ])('a fact whose %s was altered differs from its digest', async (_what, change) => {
    const verification = await verifyChain(stream, edit(chain(5), 2, change));
    expect(verification).toMatchObject({ ok: false, revision: 2, code: 'digest-differs' });
    expect(verification).toMatchObject({ expected: chain(5)[2]?.evidence?.digest });
  });

  it('an altered fact that was sealed again breaks the link of the next', async () => {
    const facts = chain(5);
    const forged = { ...factAt(2), data: { on: '2026-01-13' } };
    const previous = facts[1]?.evidence?.digest ?? null;
    const digest = digestOf({ ...forged, stream, revision: 2, previous });
    const verification = await verifyChain(stream, edit(facts, 2, { ...forged, evidence: { previous, digest } }));
    expect(verification).toMatchObject({ ok: false, revision: 3, code: 'previous-differs', expected: digest });
  });

  it('a fact stripped of its evidence differs, first or later', async () => {
    expect(await verifyChain(stream, edit(chain(2), 0, { evidence: undefined }))).toMatchObject({
      revision: 0,
      code: 'digest-differs',
      sentence: 'FactRecorded (journey-855.A1@0) carries no evidence.',
    });
    expect(await verifyChain(stream, edit(chain(2), 1, { evidence: undefined }))).toMatchObject({
      revision: 1,
      code: 'previous-differs',
      found: 'none',
    });
  });

  it('a fact taken out leaves its revision missing, even from the front', async () => {
    for (const gone of [0, 2]) {
      const facts = chain(5).filter((fact) => fact.revision !== gone);
      expect(await verifyChain(stream, facts)).toMatchObject({
        ok: false,
        revision: gone,
        code: 'revision-missing',
        expected: `journey-855.A1@${String(gone)}`,
        found: `journey-855.A1@${String(gone + 1)}`,
      });
    }
  });

  it('a fact taken out and the rest renumbered is found where it was', async () => {
    const facts = chain(5)
      .filter((fact) => fact.revision !== 2)
      .map((fact, revision) => ({ ...fact, revision }));
    expect(await verifyChain(stream, facts)).toMatchObject({ ok: false, revision: 2, code: 'previous-differs' });
  });

  it('a chain of another stream is not this one’s, though it is whole', async () => {
    const other = chain(2, 'journey-855.B2');
    expect(await verifyChain(stream, other)).toMatchObject({ ok: false, revision: 0, code: 'revision-missing' });
    const renamed = other.map((fact) => ({ ...fact, stream }));
    expect(await verifyChain(stream, renamed)).toMatchObject({ ok: false, revision: 0, code: 'digest-differs' });
  });

  it('a chain cut short is whole: only an anchor shows it', async () => {
    const verification = await verifyChain(stream, chain(5).slice(0, 3));
    expect(verification).toMatchObject({ ok: true, count: 3 });
  });

  it('finds any one change, at its own place or the next', async () => {
    const change = fc.constantFrom<Partial<Evidenced>>(
      { data: 0 },
      { type: 'x' },
      { id: 'x' },
      { metadata: {} },
      { revision: 99 },
      { evidence: { previous: 'x', digest: 'x' } },
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.nat(7), change, async (length, at, edited) => {
        const revision = at % length;
        const verification = await verifyChain(stream, edit(chain(length), revision, edited));
        expect(verification).toMatchObject({ ok: false, revision });
      }),
    );
  });
});

function factAt(revision: number): Pick<Evidenced, 'id' | 'type' | 'data' | 'metadata'> {
  return {
    id: `fact-${String(revision)}`,
    type: 'FactRecorded',
    data: { on: '2026-01-12', number: revision },
    metadata: { recordedBy: 'worker-1' },
  };
}

/** A stream as it is read back: the evidence is both in the metadata, where it is stored, and beside it. */
function chain(length: number, of = stream): Evidenced[] {
  const facts: Evidenced[] = [];
  let previous: string | null = null;
  for (let revision = 0; revision < length; revision++) {
    const fact = factAt(revision);
    const metadata: object & { readonly evidence: Evidence } = sealWithEvidence(of, revision, previous, fact);
    facts.push({ ...fact, stream: of, revision, metadata, evidence: metadata.evidence });
    previous = metadata.evidence.digest;
  }
  return facts;
}

function edit(facts: readonly Evidenced[], revision: number, change: Partial<Evidenced>): Evidenced[] {
  return facts.map((fact) => (fact.revision === revision ? { ...fact, ...change } : fact));
}

import fc from 'fast-check';
import { catalogue, factTypes } from '#events';
import { UndecodableFact } from './errors.ts';
import { decodeFact } from './facts.ts';
import type { StoredEvent } from './stored-event.ts';
import { uuidOf } from './test-support.ts';

const metadata = {
  recordedAt: '2026-01-05T10:30:00.123Z',
  recordedBy: 'u1',
  role: 'caseworker',
  authority: '855',
  child: 'c1',
  version: 1,
};

const stored = (more: Partial<StoredEvent> = {}): StoredEvent => ({
  stream: 'journey-855.c1',
  id: uuidOf('a'),
  type: 'ReferralReceived',
  revision: 3,
  position: 400,
  data: catalogue.ReferralReceived.example,
  metadata,
  storedAt: 1_767_609_000_200,
  ...more,
});

const refused = (event: StoredEvent, entries?: Parameters<typeof decodeFact>[1]): UndecodableFact => {
  try {
    decodeFact(event, entries);
  } catch (error) {
    if (error instanceof UndecodableFact) return error;
    throw error;
  }
  throw new Error('It was decoded.');
};

describe('reading a stored fact', () => {
  it('gives the fact beside what it was read from', () => {
    const event = stored();
    const decoded = decodeFact(event);
    expect(decoded.fact).toEqual({
      id: event.id,
      type: 'ReferralReceived',
      data: catalogue.ReferralReceived.example,
      revision: 3,
      recordedAt: Date.UTC(2026, 0, 5, 10, 30, 0, 123),
      recordedBy: 'u1',
    });
    expect(decoded).toMatchObject({ stored: event, authority: '855', child: 'c1', metadata });
  });

  it('reads every fact of the catalogue as it goes to and comes from JSON', () => {
    for (const type of factTypes) {
      const { example, version } = catalogue[type];
      const data: unknown = JSON.parse(JSON.stringify(example));
      const { fact } = decodeFact(stored({ type, data, metadata: { ...metadata, version } }));
      expect(fact).toMatchObject({ type, data });
    }
  });

  it.each([
    ['of an unknown type', { type: 'ReferralForgotten' }, 'no such fact', 'newer Waymark'],
    ['named like a property of every object', { type: 'constructor' }, 'no such fact', 'newer Waymark'],
    ['of a later version', { metadata: { ...metadata, version: 99 } }, 'version 99', 'newer Waymark'],
    ['without a version', { metadata: { ...metadata, version: undefined } }, 'nothing as the version', 'backup'],
    ['of no possible version', { metadata: { ...metadata, version: 0.5 } }, '0.5', 'backup'],
    ['without metadata', { metadata: undefined }, 'no metadata', 'backup'],
    ['recorded at no instant', { metadata: { ...metadata, recordedAt: 'yesterday' } }, 'recordedAt', 'backup'],
    ['recorded by nobody', { metadata: { ...metadata, recordedBy: undefined } }, 'recordedBy', 'backup'],
    ['whose data is torn JSON', { data: '{"on":"2026-' }, 'not an object', 'backup'],
    ['that happened on no day', { data: { source: '1A', constructor: 'x' } }, 'no day "on"', 'backup'],
    ['that happened on no real day', { data: { on: '2026-02-29', source: '1A' } }, 'no day "on"', 'backup'],
    ['outside a child’s journey', { stream: 'receipts-855' }, 'no child’s journey', 'journey-'],
  ])('stops at one %s, and says where, why and what to do', (_, more, wrong, whatToDo) => {
    const event = stored(more);
    const error = refused(event);
    expect(error).toMatchObject({ stream: event.stream, revision: 3, type: event.type });
    expect(error.wrong).toContain(wrong);
    expect(error.message).toContain(whatToDo);
    expect(error.message).toContain(`${event.type} at revision 3 of ${event.stream}`);
  });
});

describe('bringing older data up to today’s version', () => {
  const on = '2026-01-05';
  const entriesUpTo = (version: number): Parameters<typeof decodeFact>[1] => ({
    ReferralReceived: {
      version,
      upcast: Object.fromEntries(
        Array.from({ length: version - 1 }, (_, i) => [
          i + 1,
          ({ on, seen }: { on: string; seen: number[] }) => ({ on, seen: [...seen, i + 1] }),
        ]),
      ),
    },
  });

  it('goes through every version between, once and in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(8), (newest, older) => {
        const version = Math.max(1, newest - older);
        const event = stored({ data: { on, seen: [] }, metadata: { ...metadata, version } });
        const { fact, stored: kept } = decodeFact(event, entriesUpTo(newest));
        expect(fact.data).toEqual({ on, seen: Array.from({ length: newest - version }, (_, i) => version + i) });
        // What is stored is never changed, for the evidence is over it.
        expect(kept.data).toEqual({ on, seen: [] });
      }),
    );
  });

  it('does not skip a version that has no upcast', () => {
    const entries = { ReferralReceived: { version: 3, upcast: { 2: (data: unknown) => data } } };
    expect(refused(stored(), entries).wrong).toContain('no upcast from version 1');
  });

  it('names the fact whose upcast fails', () => {
    const upcast = {
      1: () => {
        throw new Error('no such field');
      },
    };
    const error = refused(stored(), { ReferralReceived: { version: 2, upcast } });
    expect(error.message).toContain('no such field');
    expect(error).toMatchObject({ revision: 3, stream: 'journey-855.c1' });
  });
});

describe('reading a stored correction', () => {
  const entries = {
    ReferralReceived: {
      version: 3,
      upcast: {
        1: (older: { from: string }) => ({ source: older.from }),
        2: (older: { source: string }) => ({ ...older, contactId: 'C1' }),
      },
    },
    FactCorrected: { version: 1 },
  };
  const correction = (corrects: unknown, data: unknown = { from: '1A' }) =>
    stored({
      type: 'FactCorrected',
      data: { fact: uuidOf('b'), data, note: { sealed: 'x', key: 1 } },
      metadata: { ...metadata, corrects },
    });

  it('brings the data it carries up to date as that of the fact it corrects', () => {
    const { fact } = decodeFact(correction({ type: 'ReferralReceived', version: 1 }), entries);
    expect(fact.data).toEqual({
      fact: uuidOf('b'),
      data: { source: '1A', contactId: 'C1' },
      note: { sealed: 'x', key: 1 },
    });
    const newer = decodeFact(correction({ type: 'ReferralReceived', version: 2 }, { source: '2A' }), entries);
    expect(newer.fact.data).toMatchObject({ data: { source: '2A', contactId: 'C1' } });
  });

  it.each([
    ['of a later version', { type: 'ReferralReceived', version: 4 }, 'version 4'],
    ['of no version', { type: 'ReferralReceived' }, 'nothing as the version'],
    ['of a fact unheard of', { type: 'constructor', version: 1 }, 'not in the catalogue'],
    ['of it does not say what, once some fact has a second version', undefined, 'which type of fact'],
  ])('stops at one %s', (_, corrects, wrong) => {
    expect(refused(correction(corrects), entries).wrong).toContain(wrong);
  });

  it('takes as it is what was recorded while every fact was of version 1', () => {
    const first = { ReferralReceived: { version: 1 }, FactCorrected: { version: 1 } };
    expect(decodeFact(correction(undefined), first).fact.data).toMatchObject({ data: { from: '1A' } });
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { heldAnchors } from '#recording';
import { verifiedInFile } from '../../apps/all/src/cli/verified-in-file.ts';
import { rehashed, tamper, type Held, type Opened } from './events-file.ts';
import { copyOf, recordOfTwo, streamA, streamB, verified, type Record } from './record.ts';

let record: Record;

beforeAll(async () => {
  record = await recordOfTwo();
});

afterAll(() => (record as Record | undefined)?.close());

/** What verification finds in the record after somebody has had their hands on it. */
function after(how: (opened: Opened) => void, asked = {}) {
  const file = copyOf(record.file);
  tamper(file, how);
  return verified(file, asked);
}

const changed = (facts: readonly Held[], at: number, data: object): Held[] =>
  facts.map((fact, index) => (index === at ? { ...fact, data: { ...fact.data, ...data } } : fact));

describe('the record as it was made', () => {
  it('holds, all of it, with no server', () => {
    expect(verified(record.file, { held: heldAnchors(record.held), trustedKey: record.publicKey })).toMatchObject({
      holds: true,
      faults: [],
      amiss: [],
      // The assessment, and two looks at the record: the bundles.
      notAnchored: 3,
      anchors: { count: 3, fault: null },
    });
  });

  it('holds written again byte for byte by the one who tampers, so that every finding below is of what was changed', () => {
    const same = after(({ facts, write }) => {
      for (const stream of [streamA, streamB]) write(stream, facts(stream));
    });
    expect(same).toMatchObject({ holds: true });
    const again = after(({ facts, write }) => write(streamA, rehashed(streamA, facts(streamA))));
    expect(again).toMatchObject({ holds: true });
  });
});

it('is found the same in parts as in one piece: what was tampered with, and what was not', () => {
  const file = copyOf(record.file);
  tamper(file, ({ facts, write }) => {
    write(streamA, rehashed(streamA, changed(facts(streamA), 1, { source: '2A' })));
    write(streamB, []);
  });
  for (const name of [file, record.file]) {
    const parts = [0, 1, 2].map((is) => verifiedInFile(name, { prefixes: undefined }, {}, undefined, { is, of: 3 }));
    const whole = verified(name);
    expect(parts.flatMap(({ faults }) => faults)).toEqual(expect.arrayContaining([...whole.faults]));
    for (const count of ['facts', 'streams', 'notAnchored'] as const) {
      expect(parts.reduce((sum, part) => sum + part[count], 0)).toBe(whole[count]);
    }
    expect(parts.flatMap(({ faults }) => faults)).toHaveLength(whole.faults.length);
  }
});

describe('found by the chain alone: ', () => {
  const first = (found: ReturnType<typeof verified>) =>
    found.faults.map(({ stream, revision, code }) => [stream, revision, code]);

  it('a byte flipped in the file, named with its fact', () => {
    const file = copyOf(record.file);
    const bytes = readFileSync(file);
    // Pages that are free again hold the text too, and nobody reads it there.
    for (const at of placesOf(bytes, '"on":"2026-01-06","contactId":"k1"')) bytes[at + 15] = 0x37;
    writeFileSync(file, bytes);
    const found = verified(file);
    expect(first(found)).toEqual([[streamA, 2, 'digest-differs']]);
    expect(found.faults[0]).toMatchObject({ type: 'ContactDecided' });
    expect(found.amiss).toHaveLength(1);
  });

  it('any byte flipped in any record, whether or not evidence covers it', () => {
    const file = copyOf(record.file);
    const bytes = readFileSync(file);
    // The store's own time of taking it, which no digest covers, is covered by the file's checksum.
    for (const at of placesOf(bytes, 'created')) bytes[at + 16] = bytes[at + 16] === 0x30 ? 0x31 : 0x30;
    writeFileSync(file, bytes);
    const found = verified(file);
    expect(found).toMatchObject({ holds: false, faults: [] });
    expect(found.amiss?.[0]).toContain('its checksum');
  });

  it('one fact altered', () => {
    const found = after(({ facts, write }) => write(streamA, changed(facts(streamA), 3, { source: '2A' })));
    expect(first(found)).toEqual([[streamA, 3, 'digest-differs']]);
  });

  it('one fact altered, its digest made anew: the next does not name it', () => {
    const found = after(({ facts, write }) => {
      const was = facts(streamA);
      const forged = rehashed(streamA, changed(was, 2, { outcome: 'other' }));
      write(
        streamA,
        was.map((fact, index) => (index === 2 ? forged[2]! : fact)),
      );
    });
    expect(first(found)).toEqual([[streamA, 3, 'previous-differs']]);
  });

  it('a sealed text put in the place of another, and who recorded it', () => {
    const sealed = after(({ facts, write }) => {
      const was = facts(streamA);
      write(streamA, changed(was, 1, { reason: was[5]!.data['reason'] }));
    });
    expect(first(sealed)).toEqual([[streamA, 1, 'digest-differs']]);
    const who = after(({ facts, write }) => {
      write(
        streamA,
        facts(streamA).map((fact, index) =>
          index === 2 ? { ...fact, metadata: { ...fact.metadata, recordedBy: 'x' } } : fact,
        ),
      );
    });
    expect(first(who)).toEqual([[streamA, 2, 'digest-differs']]);
  });

  it('a fact deleted, its place left empty or closed up', () => {
    const left = after(({ database }) => {
      database.exec(`DELETE FROM events WHERE rev = 2 AND sid = (SELECT sid FROM streams WHERE name = '${streamA}')`);
    });
    expect(first(left)).toEqual([[streamA, 2, 'revision-missing']]);
    const closed = after(({ facts, write }) => write(streamA, facts(streamA).toSpliced(2, 1)));
    expect(first(closed)).toEqual([[streamA, 2, 'previous-differs']]);
  });

  it('the first fact deleted', () => {
    const found = after(({ facts, write }) => write(streamA, facts(streamA).slice(1)));
    expect(first(found)).toEqual([[streamA, 0, 'previous-differs']]);
  });

  it('a fact inserted', () => {
    const found = after(({ facts, write }) => {
      const was = facts(streamA);
      write(streamA, was.toSpliced(2, 0, { ...was[1]!, id: '99999999-0000-4000-8000-000000000000' }));
    });
    expect(first(found)).toEqual([[streamA, 2, 'previous-differs']]);
  });

  it('a fact appended that was never recorded', () => {
    const found = after(({ facts, write }) => {
      const was = facts(streamB);
      write(streamB, [...was, { ...was[0]!, id: '99999999-0000-4000-8000-000000000000' }]);
    });
    expect(first(found)).toEqual([[streamB, 4, 'previous-differs']]);
  });

  it('two facts in the place of one another', () => {
    const found = after(({ facts, write }) => {
      const was = facts(streamA);
      write(streamA, was.toSpliced(1, 2, was[2]!, was[1]!));
    });
    expect(first(found)).toEqual([[streamA, 1, 'previous-differs']]);
  });

  it('a fork: two facts that name the same one before them', () => {
    const found = after(({ facts, write }) => {
      const was = facts(streamA);
      const other = rehashed(streamA, changed(was, 4, { decision: 'no-further-action' }))[4]!;
      write(streamA, was.toSpliced(5, 0, { ...other, id: '99999999-0000-4000-8000-000000000000' }));
    });
    expect(first(found)).toEqual([[streamA, 5, 'previous-differs']]);
  });

  it('the streams of two children swapped', () => {
    const found = after(({ facts, write }) => {
      const [a, b] = [facts(streamA), facts(streamB)];
      write(streamA, b);
      write(streamB, a);
    });
    expect(first(found)).toEqual([
      [streamA, 0, 'digest-differs'],
      [streamB, 0, 'digest-differs'],
    ]);
    const renamed = after(({ database }) => {
      database.exec(`UPDATE streams SET name = name || '.' WHERE name IN ('${streamA}', '${streamB}')`);
      database.exec(`UPDATE streams SET name = '${streamA}' WHERE name = '${streamB}.'`);
      database.exec(`UPDATE streams SET name = '${streamB}' WHERE name = '${streamA}.'`);
    });
    expect(renamed).toMatchObject({ holds: false });
  });

  it('evidence stripped from a fact', () => {
    const found = after(({ facts, write }) => {
      const without = ({ evidence: _, ...rest }: Held['metadata']): Held['metadata'] => rest;
      write(
        streamA,
        facts(streamA).map((fact) => ({ ...fact, metadata: without(fact.metadata) })),
      );
    });
    expect(first(found)).toEqual([[streamA, 0, 'digest-differs']]);
  });

  it('an entry of a ledger altered: the access log', () => {
    const stream = 'accesses-855.2026-06';
    const found = after(({ facts, write }) => write(stream, changed(facts(stream), 0, { reason: 'none' })));
    expect(first(found)).toEqual([[stream, 0, 'digest-differs']]);
  });
});

describe('found by anchors, where every digest was made anew:', () => {
  it('facts altered', () => {
    const found = after(({ facts, write }) =>
      write(streamA, rehashed(streamA, changed(facts(streamA), 1, { source: '2A' }))),
    );
    expect(found.faults).toMatchObject([{ stream: streamA, revision: 3, code: 'anchored-otherwise' }]);
    expect(found.faults[0]?.sentence).toContain('anchor 1 holds. One of the facts 0 to 3 was written anew.');
  });

  it('facts of two children swapped', () => {
    const found = after(({ facts, write }) => {
      const [a, b] = [facts(streamA), facts(streamB)];
      write(streamA, rehashed(streamA, b));
      write(streamB, rehashed(streamB, a));
    });
    expect(found.faults.map(({ stream, code }) => [stream, code])).toEqual([
      [streamA, 'anchored-otherwise'],
      [streamB, 'anchored-otherwise'],
    ]);
  });

  it('the end of a stream cut off, and a whole stream', () => {
    const end = after(({ facts, write }) => write(streamA, facts(streamA).slice(0, 5)));
    expect(end.faults).toMatchObject([{ stream: streamA, revision: 5, code: 'cut-off' }]);
    expect(end.faults[0]?.sentence).toContain('anchor 2 holds fact 6');
    const whole = after(({ write }) => write(streamB, []));
    expect(whole.faults).toMatchObject([{ stream: streamB, revision: 0, code: 'cut-off' }]);
  });

  it('facts that came after the last anchor can be cut off without a trace, which is said of them beforehand', () => {
    const found = after(({ facts, write }) => write(streamA, facts(streamA).slice(0, 7)));
    expect(found).toMatchObject({ holds: true });
  });

  it('a fork from before an anchor, whole in itself', () => {
    const found = after(({ facts, write }) => {
      const was = facts(streamA).slice(0, 4);
      const other = { ...facts(streamA)[4]!, data: { on: '2026-01-07', decision: 'no-further-action' } };
      write(streamA, rehashed(streamA, [...was, other, other, other, other]));
    });
    expect(found.faults).toMatchObject([{ stream: streamA, revision: 6, code: 'anchored-otherwise' }]);
    expect(found.faults[0]?.sentence).toContain('One of the facts 4 to 6');
  });
});

describe('found by anchors that somebody else holds:', () => {
  it('the whole file rolled back, each stream’s lost facts named', () => {
    const alone = verified(record.older);
    expect(alone).toMatchObject({ holds: true });
    const found = verified(record.older, { held: heldAnchors(record.held) });
    expect(found).toMatchObject({ holds: false, anchors: { fault: { code: 'anchor-missing', number: 2 } } });
    expect(found.faults.filter(({ stream }) => stream.startsWith('journey'))).toMatchObject([
      { stream: streamA, revision: 4, code: 'cut-off' },
      { stream: streamB, revision: 2, code: 'cut-off' },
    ]);
  });

  it('the last anchor cut off with the facts it held', () => {
    const cut = (opened: Opened): void => {
      opened.write(streamA, opened.facts(streamA).slice(0, 4));
      opened.write(streamB, opened.facts(streamB).slice(0, 2));
      opened.write('anchors', opened.facts('anchors').slice(0, 3));
    };
    expect(after(cut)).toMatchObject({ faults: [] });
    const found = after(cut, { held: heldAnchors(record.held) });
    expect(found.anchors.fault).toMatchObject({ code: 'anchor-missing', number: 2 });
    expect(found.faults).toContainEqual(expect.objectContaining({ stream: streamA, revision: 4, code: 'cut-off' }));
  });
});

function placesOf(bytes: Buffer, text: string): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at);
  expect(places.length).toBeGreaterThan(0);
  return places;
}

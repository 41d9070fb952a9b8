import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { measureOf, namedPeriod, questionOf, type Figure, type PublishedFigure, type Question } from '#measures';
import { openReadModel, openReadModelWriter, rebuildReadModel, type ReadModel, type ReadModelWriter } from '#readmodel';
import { dayZero, decoded, recorded, storedFact, storedFacts, storeOf, told, type OfChild } from '#testing';
import { nationalRules } from '#timescales';
import { FiguresKept } from './figures-kept.ts';

const now = (): number => dayZero;
const referral = (on: string, child: string): OfChild['facts'] =>
  recorded([told('ReferralReceived', on as never)], child);
const children: readonly OfChild[] = [
  { authority: '855', child: 'A1', facts: referral('2018-04-03', 'A1') },
  { authority: '856', child: 'B1', facts: referral('2018-04-03', 'B1') },
];

describe('figures that are kept', () => {
  let folder: string;
  let url: string;
  let writer: ReadModelWriter;
  let model: ReadModel;
  let kept: FiguresKept;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'waymark-kept-'));
    url = path.join(folder, 'rows.db');
    writer = openReadModelWriter({ url, rules: nationalRules, now });
    await writer.adopt('store-1');
    const facts = decoded(storedFacts([...children]));
    await writer.apply(facts, facts.at(-1)!.stored.position);
    model = openReadModel({ url });
    kept = new FiguresKept();
  });

  afterEach(async () => {
    await model.close();
    await writer.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const question = (): Question => {
    const asked = questionOf(measureOf('referrals')!, { ...namedPeriod('2018-Q1') });
    if ('faults' in asked) throw new Error('The first quarter of 2018 cannot be asked.');
    return asked.question;
  };

  /** What is told of an authority, and how often it was counted for that. */
  async function asked(
    authority: string,
    knownAt?: number,
  ): Promise<{ readonly is: number; readonly counted: number }> {
    return model.at(async (snapshot) => {
      let counted = 0;
      const figure = (each: Parameters<typeof snapshot.figure>[0]): Promise<Figure> => {
        counted += 1;
        return snapshot.figure(each);
      };
      const of = { snapshot: { ...snapshot, figure }, authority, knownAt: knownAt ?? snapshot.projection.knownAt };
      const figures = await kept.of(of);
      const { numerator } = await figures.figure(question());
      return { is: numerator, counted };
    });
  }

  async function recordMore(child: string, authority: string, position: number): Promise<void> {
    const [received] = referral('2018-05-01', child);
    await writer.apply(decoded([storedFact(authority, child, received!, position)]), position);
  }

  it('are counted once for as long as nothing of the authority is recorded, and anew after that', async () => {
    expect(await asked('855')).toEqual({ is: 1, counted: 1 });
    expect(await asked('855')).toEqual({ is: 1, counted: 0 });
    await recordMore('A2', '855', 10_000);
    expect(await asked('855')).toEqual({ is: 2, counted: 1 });
    expect(await asked('855')).toEqual({ is: 2, counted: 0 });
  });

  it('stay where something of another authority is recorded', async () => {
    await asked('855');
    await asked('856');
    await recordMore('B2', '856', 10_000);
    expect(await asked('855')).toEqual({ is: 1, counted: 0 });
    expect(await asked('856')).toEqual({ is: 2, counted: 1 });
  });

  it('are counted anew once a rebuild was swapped in, of the same facts by the same reading', async () => {
    expect(await asked('855')).toEqual({ is: 1, counted: 1 });
    await rebuildReadModel({ store: storeOf(storedFacts([...children])), url, now });
    expect(await asked('855')).toEqual({ is: 1, counted: 1 });
    expect(await asked('855')).toEqual({ is: 1, counted: 0 });
  });

  it('are those of the rows a rebuild made, where the rows before were wrong', async () => {
    await recordMore('A2', '855', 10_000);
    const after = storedFacts([...children]);
    // As if the rows had been made of a fact that the store does not hold: the last fact of the authority is where it was.
    const [received] = referral('2018-09-01', 'A2');
    const store = storeOf([...after, storedFact('855', 'A2', received!, 10_000)]);
    expect(await asked('855')).toEqual({ is: 2, counted: 1 });
    await rebuildReadModel({ store, url, now });
    expect(await asked('855')).toEqual({ is: 1, counted: 1 });
  });

  it('are never those of an earlier moment, which is counted each time', async () => {
    const [first] = decoded(storedFacts([...children]));
    const before = Date.parse(first!.metadata.recordedAt) - 1;
    expect(await asked('855', before)).toEqual({ is: 0, counted: 1 });
    expect(await asked('855')).toEqual({ is: 1, counted: 1 });
    expect(await asked('855', before)).toEqual({ is: 0, counted: 1 });
  });

  it('are told together for publication once for the same questions, and anew with the next fact', async () => {
    let times = 0;
    const tell = async (): Promise<readonly PublishedFigure[]> => {
      times += 1;
      return [];
    };
    const publish = (name = 'together'): Promise<unknown> =>
      model.at(async (snapshot) => {
        const figures = await kept.of({ snapshot, authority: '855', knownAt: snapshot.projection.knownAt });
        return figures.told(name, [question()], tell);
      });
    await publish();
    await publish();
    expect(times).toBe(1);
    await publish('by sex');
    await publish('by age-band');
    await publish('by sex');
    expect(times).toBe(3);
    await recordMore('A2', '855', 10_000);
    await publish();
    expect(times).toBe(4);
  });
});

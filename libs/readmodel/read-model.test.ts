import fc from 'fast-check';
import { addDays, plainDate } from '#calendar';
import {
  count,
  countGroups,
  groupingsOf,
  membersOf,
  measures,
  notKnown,
  questionOf,
  spreadOf,
  stillKnown,
  versions,
  type Figure,
  type Question,
} from '#measures';
import { englandTimescales, timescales, nationalRules, sameForAll } from '#timescales';
import {
  anyFacts,
  correcting,
  day,
  dayZero,
  inEachDatabase,
  recorded,
  told,
  decoded,
  storedFact,
  storedFacts,
  storeOf,
  type OfChild,
} from '#testing';
import { CheckpointMoved, GapInJourney, NoReadModel, OtherReading, OtherStore } from './errors.ts';
import { openReadModel } from './read-model.ts';
import { rebuildReadModel } from './rebuild.ts';
import { openReadModelWriter, type ReadModelWriter } from './writer.ts';

const now = (): number => dayZero;

async function writerOf(url: string, store = 'store-1'): Promise<ReadModelWriter> {
  const writer = openReadModelWriter({ url, rules: nationalRules, now });
  await writer.adopt(store);
  return writer;
}

/** The tables of a rebuild of the same store, from zero. */
async function digestOfRebuild(store: ReturnType<typeof storeOf>, url: string): Promise<string> {
  await rebuildReadModel({ store, url, now });
  const writer = await writerOf(url);
  const digest = await writer.digest();
  await writer.close();
  return digest;
}

const someChildren = (least: number): fc.Arbitrary<OfChild[]> =>
  fc.array(fc.nat(2), { minLength: 1, maxLength: 5 }).chain((authorities) =>
    fc.tuple(
      ...authorities.map((authority, index) =>
        anyFacts(`child${String(index)}`, 24, least).map((facts): OfChild => ({
          authority: String(855 + authority),
          child: `C${String(index)}`,
          facts,
        })),
      ),
    ),
  );

/** Children of whom it is known who they are and who has the case, and who have much to be counted. */
const knownChildren = fc
  .array(
    fc.record({
      authority: fc.constantFrom(855, 855, 855, 855, 856),
      sex: fc.constantFrom('F' as const, 'M' as const),
      dateOfBirth: fc.constantFrom('2002-04-01', '2012-02-29', '2016-03-31').map(plainDate),
      ethnicity: fc.constantFrom('WBRI' as const, 'ABAN' as const, undefined),
    }),
    { minLength: 3, maxLength: 5 },
  )
  .chain((children) =>
    fc.tuple(
      ...children.map(({ authority, ...who }, index) => {
        const first = [
          told('ChildRegistered', '2015-05-01', who),
          told('WorkerAllocated', '2015-05-02', { worker: `W${String(index % 2)}`, team: 'T1' }),
          told('FamilyLinked', '2015-05-03', { familyId: 'F1' }),
        ];
        return anyFacts(`child${String(index)}`, 60, 45, first).map((facts): OfChild => {
          return { authority: String(authority), child: `C${String(index)}`, facts };
        });
      }),
    ),
  );

/** Cuts a list in two or more at the places given. */
function cut<T>(list: readonly T[], places: readonly number[]): T[][] {
  const at = [0, ...places.map((place) => place % (list.length + 1)), list.length].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => list.slice(at[index], end));
}

inEachDatabase('rows written live', ({ fresh, runs }) => {
  it('are those of a rebuild, however the facts were cut into batches and wherever the store put them', async () => {
    await fc.assert(
      fc.asyncProperty(someChildren(0), fc.array(fc.nat(200), { maxLength: 6 }), async (all, places) => {
        const events = storedFacts(all);
        const url = fresh();
        const writer = await writerOf(url);
        for (const part of cut(decoded(events), places)) await writer.apply(part, part.at(-1)?.stored.position ?? 0);
        const digest = await writer.digest();
        await writer.close();
        expect(await digestOfRebuild(storeOf(events), fresh())).toBe(digest);
        expect(await digestOfRebuild(storeOf(storedFacts(all, 7)), fresh())).toBe(digest);
      }),
      { numRuns: runs(16) },
    );
  });

  it('are the same when every batch comes twice', async () => {
    const facts = recorded([told('ReferralReceived', '2018-05-01'), told('ReferralDecided', '2018-05-02')]);
    const events = decoded(storedFacts([{ authority: '855', child: 'A1', facts }]));
    const writer = await writerOf(fresh());
    await writer.apply(events.slice(0, 1), 100);
    const [once, state] = [await writer.digest(), writer.state()];
    await writer.apply(events.slice(0, 1), 100);
    expect([await writer.digest(), writer.state()]).toEqual([once, state]);
    await writer.apply(events, 200);
    expect(writer.state()).toMatchObject({ position: 200, facts: 2, knownAt: dayZero + day });
    await writer.close();
  });

  it('touch more children than one transaction holds, and all are there', async () => {
    const many = Array.from({ length: 53 }, (_, index): OfChild => {
      const child = `M${String(index)}`;
      return { authority: '855', child, facts: recorded([told('ReferralReceived', '2018-05-01')], child) };
    });
    const url = fresh();
    const writer = await writerOf(url);
    await writer.apply(decoded(storedFacts(many)), 99_999);
    expect(writer.state()).toMatchObject({ position: 99_999, facts: 53 });
    await writer.close();
    expect(await numerator(url, 'referrals', { from: '2018-04-01', to: '2018-06-30' })).toBe(53);
  });
});

/** What was held to memory, in whichever database: few histories are tried in each, and the property holds of nothing at all. */
const checked = { figures: 0, counted: 0, made: 0, excluded: 0, told: 0, narrowed: 0 };

inEachDatabase('a figure counted in the database', ({ fresh, runs }) => {
  it('is that counted in memory, with the same rows, for any history, period, parameter and known-at', async () => {
    await fc.assert(
      fc.asyncProperty(
        knownChildren,
        fc.nat(400),
        fc.integer({ min: 300, max: 1300 }),
        fc.nat(80),
        fc.nat(3),
        async (all, start, length, steps, pick) => {
          const url = fresh();
          const writer = await writerOf(url);
          const events = storedFacts(all);
          await writer.apply(decoded(events), events.at(-1)?.position ?? 0);
          await writer.close();
          const model = openReadModel({ url });
          const knownAt = steps > 60 ? stillKnown - 1 : dayZero + steps * (day / 3);
          const children = all
            .filter(({ authority }) => authority === all[0]?.authority)
            .map(({ facts }) => versions(englandTimescales, facts));
          for (const question of questions(start, length, pick)) {
            const asked = { question, authority: all[0]?.authority ?? '', knownAt };
            const memory = count(question, children, knownAt);
            const groupings = Object.entries(groupingsOf(question.measure));
            const [name, grouping] = groupings[(pick * 7 + start + length) % groupings.length]!;
            const { numerator: made, denominator, value, excluded } = memory;
            const groups = countGroups(question, grouping, children, knownAt);
            const some = groups.filter((each) => each.numerator > 0);
            const one = some[pick % Math.max(1, some.length)]?.group ?? notKnown;
            const database = await model.at(async (snapshot) => ({
              figure: await snapshot.figure(asked),
              digested: await snapshot.figureWithDigests(asked),
              numerator: await snapshot.rows(asked, 'numerator'),
              denominator: await snapshot.rows(asked, 'denominator'),
              excluded: await snapshot.rows(asked, 'excluded'),
              parts: await snapshot.parts(asked),
              toldApart: await snapshot.parts(asked, { grouping }),
              places: await snapshot.places(asked, { grouping }),
              page: await snapshot.rowsPage(asked, 'numerator', { offset: 1, limit: 2 }),
              numeratorApart: await snapshot.rows(asked, 'numerator', { grouping }),
              excludedApart: await snapshot.rows(asked, 'excluded', { grouping }),
              groups: await snapshot.groups(asked, grouping),
              spread: await snapshot.spread(asked),
              narrowed: await snapshot.rows(asked, 'numerator', { grouping, group: one }),
            }));
            expect([question.measure.id, name, database.groups]).toEqual([question.measure.id, name, groups]);
            expect([question.measure.id, summed(groups)]).toEqual([
              question.measure.id,
              { numerator: made, denominator, excluded },
            ]);
            const ofOne = groups.find(({ group }) => group === one)?.numerator;
            expect([question.measure.id, name, one, database.narrowed.length]).toEqual([
              question.measure.id,
              name,
              one,
              ofOne,
            ]);
            expect(database.numerator).toEqual(expect.arrayContaining([...database.narrowed]));
            const { numerator: inNumerator, denominator: inDenominator, excluded: left } = database;
            expect(database.parts).toEqual({ numerator: inNumerator, denominator: inDenominator, excluded: left });
            expect(database.toldApart).toMatchObject({
              numerator: database.numeratorApart,
              excluded: database.excludedApart,
            });
            const membersOfParts = [...membersOf(database.toldApart)].map(([member, { row: _, ...place }]) => [
              member,
              place,
            ]);
            const membersOfPlaces = [...membersOf(database.places)].map(([member, { row: _, ...place }]) => [
              member,
              place,
            ]);
            expect(sorted(membersOfPlaces)).toEqual(sorted(membersOfParts));
            expect(database.page).toEqual({ count: inNumerator.length, rows: inNumerator.slice(1, 3) });
            expect(database.spread).toEqual(spreadOf(question, children, knownAt));
            const plain = { numerator: made, denominator, value, excluded };
            expect([question.measure.id, database.figure]).toEqual([question.measure.id, plain]);
            expect(database.digested).toMatchObject(plain);
            expect(sorted(database.numerator.map(({ row }) => row))).toEqual(sorted(memory.numeratorRows));
            expect(sorted(database.denominator.map(({ row }) => row))).toEqual(sorted(memory.denominatorRows));
            expect(sorted(database.excluded.map(({ row, reason }) => ({ row, reason })))).toEqual(
              sorted(memory.excludedRows),
            );
            // Whatever there is rows of is told apart in every way there is.
            for (const [other, how] of made + excluded + (denominator ?? 0) > 0 ? groupings : []) {
              const told = await model.at((snapshot) => snapshot.groups(asked, how));
              expect([question.measure.id, other, told]).toEqual([
                question.measure.id,
                other,
                countGroups(question, how, children, knownAt),
              ]);
            }
            checked.figures += 1;
            checked.told += some.filter(({ group }) => group !== notKnown).length;
            checked.narrowed += database.narrowed.length;
            checked.counted += denominator ?? 0;
            checked.made += made;
            checked.excluded += excluded;
          }
          await model.close();
        },
      ),
      { numRuns: runs(40) },
    );
  }, 120_000);

  it('of known-at is the figure of the facts recorded by then', async () => {
    const facts = recorded([
      told('ReferralReceived', '2017-05-09', {}, 'first'),
      told('CaseClosed', '2017-06-01'),
      told('ReferralReceived', '2018-05-10', {}, 'second'),
      correcting('second', told('ReferralReceived', '2018-05-09')),
    ]);
    const url = fresh();
    const writer = await writerOf(url);
    await writer.apply(decoded(storedFacts([{ authority: '855', child: 'A1', facts }])), 400);
    await writer.close();
    const asked = (revision: number): Promise<number> =>
      numerator(url, 're-referrals', { from: '2018-04-01', to: '2018-06-30' }, dayZero + revision * day);
    expect([await asked(2), await asked(3)]).toEqual([0, 1]);
    const model = openReadModel({ url });
    const instants = await model.at((at) => Promise.all([99, 100, 399, 400, 1000].map((place) => at.instantOf(place))));
    expect(instants).toEqual([undefined, dayZero, dayZero + 2 * day, dayZero + 3 * day, dayZero + 3 * day]);
    await model.close();
  });
});

inEachDatabase('the checkpoint', ({ fresh }) => {
  const facts = recorded([told('ReferralReceived', '2018-05-01'), told('CaseClosed', '2018-05-04')]);
  const events = storedFacts([{ authority: '855', child: 'A1', facts }]);

  it('of another store is known for what it is, and nothing is written', async () => {
    const url = fresh();
    await (await writerOf(url)).close();
    const writer = openReadModelWriter({ url, rules: nationalRules, now });
    await expect(writer.adopt('store-2')).rejects.toThrow(OtherStore);
    expect(writer.state()).toMatchObject({ store: 'store-1', position: null });
    await writer.close();
  });

  it('of rows read by other rules is known for what it is', async () => {
    const url = fresh();
    await (await writerOf(url)).close();
    const other = timescales(englandTimescales.calendar, englandTimescales.packs.slice(0, 1));
    const writer = openReadModelWriter({ url, rules: sameForAll(other), now });
    await expect(writer.adopt('store-1')).rejects.toThrow(OtherReading);
    await writer.close();
  });

  it('moved by another writer stops this one, until it reads it again', async () => {
    const url = fresh();
    const [one, other] = [await writerOf(url), await writerOf(url)];
    await one.apply(decoded(events.slice(0, 1)), 100);
    await expect(other.apply(decoded(events), 200)).rejects.toThrow(CheckpointMoved);
    expect((await other.catchUp()).position).toBe(100);
    await other.apply(decoded(events), 200);
    expect(other.state()).toMatchObject({ position: 200, facts: 2 });
    await one.close();
    await other.close();
  });

  it('says when its writer was last heard of, also after another writer moved it, and nothing once it stopped', async () => {
    const url = fresh();
    let instant = dayZero;
    const idle = openReadModelWriter({ url, rules: nationalRules, now: () => instant });
    await idle.adopt('store-1');
    const other = await writerOf(url);
    await other.apply(decoded(events), 200);
    const model = openReadModel({ url });
    const told = () => model.at(async ({ projection }) => Promise.resolve(projection));
    const before = await told();
    instant += 10_000;
    await idle.alive();
    expect(await told()).toEqual({ ...before, updated: instant });
    await other.stand('stopped', 'why');
    const stopped = await told();
    instant += 10_000;
    await idle.alive();
    expect(await told()).toEqual(stopped);
    for (const each of [model, idle, other]) await each.close();
  });

  it('does not move past a fact that is missing between', async () => {
    const writer = await writerOf(fresh());
    await expect(writer.apply(decoded(events.slice(1)), 200)).rejects.toThrow(GapInJourney);
    expect(writer.state()).toMatchObject({ position: null, facts: 0 });
    await writer.close();
  });
});

inEachDatabase('a rebuild', ({ fresh }) => {
  const facts = recorded([told('ReferralReceived', '2018-05-01'), told('CaseClosed', '2018-05-04')]);
  const events = storedFacts([{ authority: '855', child: 'A1', facts }]);
  const quarter = { from: '2018-04-01', to: '2018-06-30' };

  it('is swapped in under readers and a writer, who go on with the new rows', async () => {
    const url = fresh();
    const writer = await writerOf(url, 'old-store');
    const model = openReadModel({ url });
    expect((await model.at(async ({ projection }) => projection)).facts).toBe(0);
    const built = await rebuildReadModel({ store: storeOf(events), url, now });
    expect(built).toMatchObject({ facts: 2, position: 200, stoppedBy: undefined });
    expect(await model.at(async ({ projection }) => projection)).toMatchObject({ facts: 2, store: 'store-1' });
    await expect(writer.apply([], 300)).rejects.toThrow(CheckpointMoved);
    await writer.catchUp();
    const [third] = recorded([told('ReferralReceived', '2018-06-01')], 'B1');
    await writer.apply(decoded([storedFact('855', 'B1', third!, 300)]), 300);
    await writer.close();
    await model.close();
    expect(await numerator(url, 'referrals', quarter)).toBe(2);
  });

  it('that meets a fact it cannot read leaves the old rows as they are', async () => {
    const url = fresh();
    const writer = await writerOf(url);
    await writer.apply(decoded(events), 200);
    await writer.close();
    const unreadable = [...events, { ...events[0]!, type: 'NoSuchFact', revision: 2, position: 300 }];
    await expect(rebuildReadModel({ store: storeOf(unreadable), url, now })).rejects.toThrow(
      /NoSuchFact at revision 2/,
    );
    expect(await numerator(url, 'referrals', quarter)).toBe(1);
  });

  it('may keep what could be read, standing as stopped at the fact that could not', async () => {
    const url = fresh();
    const unreadable = [events[0]!, { ...events[1]!, type: 'NoSuchFact' }, { ...events[1]!, position: 300 }];
    const built = await rebuildReadModel({ store: storeOf(unreadable), url, now, keepWhatCanBeRead: true });
    expect(built).toMatchObject({ facts: 1, position: 100 });
    const model = openReadModel({ url });
    const projection = await model.at(async (snapshot) => snapshot.projection);
    expect(projection).toMatchObject({ state: 'stopped', position: 100, facts: 1 });
    expect(projection.error).toMatch(/NoSuchFact at revision 1 of journey-855\.A1/);
    await model.close();
  });
});

inEachDatabase('what the read model keeps', ({ fresh, ask }) => {
  it('is no text about people, sealed or plain, of the facts or of their corrections', async () => {
    const sealed = { sealed: 'c2VjcmV0', key: 1 };
    const facts = recorded([
      told('ContactReceived', '2018-05-01', { reason: sealed }, 'contact'),
      told('AssessmentAuthorised', '2018-05-02', { lateReason: 'plain secret' }),
      correcting('contact', told('ContactReceived', '2018-05-03', { reason: sealed })),
    ]);
    const url = fresh();
    const writer = await writerOf(url);
    await writer.apply(decoded(storedFacts([{ authority: '855', child: 'A1', facts }])), 300);
    await writer.close();
    const kept = (await ask(url, 'SELECT data FROM facts ORDER BY revision')).map(({ data }) => String(data));
    expect(kept).toHaveLength(3);
    expect(kept.join()).not.toMatch(/c2VjcmV0|secret/);
    expect(kept[2]).toContain('2018-05-03');
  });

  it('is nothing before a worker made it', async () => {
    const model = openReadModel({ url: fresh() });
    await expect(model.at(async ({ projection }) => projection)).rejects.toThrow(NoReadModel);
    await model.close();
  });
});

/** Every measure asked of days about these, with parameters as DfE has them or others. */
function questions(start: number, length: number, pick: number): Question[] {
  const from = addDays(plainDate('2015-06-01'), start);
  const to = addDays(from, length);
  return measures.map((measure) => {
    const parameters = Object.entries(measure.parameters).map(([name, parameter]): [string, string] => {
      if (parameter.kind === 'choices') {
        return [name, parameter.choices.filter((_, index) => ((pick >> index) & 1) === 1).join(',')];
      }
      if (parameter.kind === 'choice') return [name, parameter.choices[pick % parameter.choices.length] ?? ''];
      return [name, String(pick === 0 ? parameter.default : 1 + pick * 5)];
    });
    const days = measure.asks === 'at' ? { at: to as string } : { from: from as string, to: to as string };
    const made = questionOf(measure, { ...days, ...Object.fromEntries(parameters) });
    if ('faults' in made) throw new Error(JSON.stringify(made.faults));
    return made.question;
  });
}

async function numerator(
  url: string,
  id: string,
  query: Record<string, string>,
  knownAt = stillKnown - 1,
): Promise<number> {
  const made = questionOf(
    measures.find((measure) => measure.id === id)!,
    query,
  );
  if ('faults' in made) throw new Error(JSON.stringify(made.faults));
  const model = openReadModel({ url });
  const found = await model.at((snapshot) => snapshot.figure({ question: made.question, authority: '855', knownAt }));
  await model.close();
  return found.numerator;
}

/** What the groups make together: each row is in one of them. */
function summed(groups: readonly Figure[]): Pick<Figure, 'numerator' | 'denominator' | 'excluded'> {
  const sum = (part: (figure: Figure) => number): number => groups.reduce((total, each) => total + part(each), 0);
  return {
    numerator: sum(({ numerator }) => numerator),
    denominator: groups[0]?.denominator === null ? null : sum(({ denominator }) => denominator ?? 0),
    excluded: sum(({ excluded }) => excluded),
  };
}

function sorted(list: readonly object[]): string[] {
  return list.map((item) => JSON.stringify(item, keysInOrder)).sort();
}

function keysInOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

it('held figures of every kind to memory', () => {
  for (const enough of Object.values(checked)) expect(enough).toBeGreaterThan(8);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { plainDate } from '#calendar';
import { serveApp, type Served } from '#http';
import { rulebook } from '#timescales';
import {
  accessesHere,
  growingRows,
  told,
  type AccessesHere,
  type GrowingRows,
  type Told,
  inEachDatabase,
} from '#testing';
import { DeadlinesModule } from '../deadlines.module.ts';
import { rowsHere, type RowsHere } from '../rows-here.ts';

inEachDatabase('drift', ({ fresh }) => {
  let folder: string;
  let rows: GrowingRows;
  let here: RowsHere;
  let served: Served;
  let accesses: AccessesHere;

  /** Leicestershire sees a child on a plan every ten working days, by a rule of its own; nobody else has such a rule. */
  const rules = rulebook([
    {
      authority: '855',
      rules: [
        {
          duty: 'protection-plan-visit',
          inForce: { from: plainDate('2020-01-01'), to: null },
          limit: { workingDays: 10 },
          source: 'local procedures',
        },
      ],
      conferenceQuorum: [],
    },
  ]);

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'waymark-drift-'));
    const url = fresh();
    rows = await growingRows(url, rules);
    here = rowsHere(url, rules);
    const at = { port: 0, host: '127.0.0.1', dataFolder: folder, logLevel: 'silent' };
    const now = (): number => Date.parse('2026-06-01T09:00:00Z');
    accesses = await accessesHere(now);
    const providers = [...here.providers, ...accesses.providers];
    served = await serveApp({ name: 'drift', module: DeadlinesModule, now, ...at, providers });
  });

  afterAll(async () => {
    await served.stop();
    await accesses.close();
    await here.close();
    await rows.close();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Drift {
    readonly openCases: number;
    readonly cases: readonly {
      readonly child: string;
      readonly changesOfWorker: number;
      readonly silences: readonly ({ readonly absent: string; readonly says: string } & Readonly<
        Record<string, unknown>
      >)[];
    }[];
  }

  async function drift(authority: string, question: string): Promise<Drift> {
    const response = await fetch(`${served.url}/authorities/${authority}/drift?${question}`);
    expect(response.status).toBe(200);
    return (await response.json()) as Drift;
  }

  const onPlan = (...more: readonly Told[]): readonly Told[] => [
    told('ReferralReceived', '2026-01-05'),
    told('WorkerAllocated', '2026-01-05', { worker: 'Ann', team: 'North' }),
    told('InitialConferenceHeld', '2026-02-02', { outcome: 'plan' }),
    told('PlanStarted', '2026-02-02', { categories: ['NEG'] }),
    told('CoreGroupHeld', '2026-02-10'),
    ...more,
  ];

  it('names what a rule of the case’s own pack expects and has not come, and from which day', async () => {
    await rows.tell('855', 'seen', ...onPlan(told('ChildVisited', '2026-02-05', { purpose: 'protection-plan' })));
    const on = async (day: string) => (await drift('855', `on=${day}`)).cases.find(({ child }) => child === 'seen');
    // Ten working days from the visit on Thursday 5 February: due on Thursday 19, a silence from the Friday.
    expect((await on('2026-02-19'))?.silences.some(({ absent }) => absent === 'visit')).toBe(false);
    const [silence] = (await on('2026-02-20'))?.silences ?? [];
    expect(silence).toMatchObject({
      absent: 'visit',
      lastOn: '2026-02-05',
      since: '2026-02-05',
      days: 15,
      expected: { clock: 'protection-plan-visit', by: '2026-02-19' },
    });
    expect(silence?.says).toMatch(/^No visit since 2026-02-05: rule .*expected one by 2026-02-19\.$/);
  });

  it('says where no rule expects anything, and for how long there was nothing', async () => {
    await rows.tell('856', 'noRule', ...onPlan(told('ChildVisited', '2026-02-05', { purpose: 'protection-plan' })));
    const [{ silences } = { silences: [] }] = (await drift('856', 'on=2026-03-01')).cases;
    expect(silences).toMatchObject([
      { absent: 'visit', days: 24, expected: null, says: 'No rule; last seen 24 days ago.' },
      { absent: 'core-group', days: 19, expected: null, says: 'No rule; last held 19 days ago.' },
    ]);
  });

  it('puts first what is longest beyond its rule, then who has nobody, then what no rule expects', async () => {
    // A review due on 2 May and missed for a month; a case without a worker; one seen by nobody; one told nothing of.
    await rows.tell('857', 'review', ...onPlan());
    await rows.tell('857', 'nobody', told('ReferralReceived', '2026-05-01'));
    await rows.tell('857', 'unseen', told('ReferralReceived', '2026-03-02'), told('WorkerAllocated', '2026-03-02'));
    await rows.tell('857', 'closed', told('ReferralReceived', '2026-03-02'), told('CaseClosed', '2026-04-01'));
    await rows.tell(
      '857',
      'handedOn',
      told('ReferralReceived', '2026-05-20'),
      ...['Ann', 'Bo', 'Cy'].map((worker, day) =>
        told('WorkerAllocated', `2026-05-2${String(day)}`, { worker, team: 'North' }),
      ),
    );
    const { cases, openCases } = await drift('857', '');
    expect(openCases).toBe(4);
    expect(cases.map(({ child }) => child)).toEqual(['review', 'nobody', 'unseen', 'handedOn']);
    expect(cases[0]?.silences[0]).toMatchObject({
      absent: 'review',
      expected: { by: '2026-05-02', rule: 'T8@wt-2023' },
    });
    expect(cases[1]?.silences[0]).toMatchObject({ absent: 'allocation', since: '2026-05-01', days: 31 });
    expect(cases[2]?.silences).toMatchObject([{ says: 'No rule; not seen since 2026-03-02, for 91 days.' }]);
    expect(cases.map(({ changesOfWorker }) => changesOfWorker)).toEqual([0, 0, 0, 2]);
    // As at the day the review was due it had not been missed: the case is told of for the longer time nobody saw the child.
    const then = await drift('857', 'on=2026-05-02');
    expect(then.cases.map(({ child }) => child)).toEqual(['nobody', 'review', 'unseen']);
  });

  it('waits for no visit, core group or review of a child who has died, but for somebody to have the case', async () => {
    const died = told('ChildDied', '2026-02-17');
    await rows.tell('856', 'died', ...onPlan(died, told('WorkerUnallocated', '2026-02-18', { worker: 'Ann' })));
    const on = async (day: string) =>
      (await drift('856', `on=${day}`)).cases
        .find(({ child }) => child === 'died')
        ?.silences.map(({ absent }) => absent);
    expect(await on('2026-02-16')).toEqual(['visit', 'core-group']);
    expect(await on('2026-02-17')).toBeUndefined();
    expect(await on('2026-02-20')).toEqual(['allocation']);
  });

  it('tells what nobody can know, and refuses a faulty question', async () => {
    expect(await drift('855', 'on=2026-02-20')).toMatchObject({ notRecorded: [{ absent: 'supervision' }] });
    const refused = await fetch(`${served.url}/authorities/855/drift?limit=0&on=never`);
    expect(refused.status).toBe(400);
  });

  it('counts what no rule expects as silent only after as many working days as are asked for', async () => {
    await rows.tell('856', 'easter', told('ReferralReceived', '2026-03-30'), told('WorkerAllocated', '2026-03-30'));
    const visit = async (day: string, query = '&quietFor=20') => {
      const { cases } = await drift('856', `on=${day}${query}`);
      const found = cases.find(({ child }) => child === 'easter');
      return found?.silences.find(({ absent, expected }) => absent === 'visit' && expected === null)?.days;
    };
    // Good Friday, Easter Monday and the early May bank holiday are among them: the twentieth working day is 29 April.
    expect(await visit('2026-04-28')).toBeUndefined();
    expect(await visit('2026-04-29')).toBe(30);
    expect(await visit('2026-04-28', '')).toBe(29);
    const refused = await fetch(`${served.url}/authorities/856/drift?quietFor=251`);
    expect(refused.status).toBe(400);
  });
});

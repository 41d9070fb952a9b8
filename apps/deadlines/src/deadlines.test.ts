import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serveApp, type Served } from '#http';
import { englandTimescales, nationalRules } from '#timescales';
import {
  accessesHere,
  growingRows,
  told,
  type AccessesHere,
  type GrowingRows,
  type Told,
  inEachDatabase,
} from '#testing';
import { DeadlinesModule } from './deadlines.module.ts';
import { rowsHere, type RowsHere } from './rows-here.ts';

inEachDatabase('deadlines', ({ fresh }) => {
  let folder: string;
  let rows: GrowingRows;
  let here: RowsHere;
  let served: Served;
  let accesses: AccessesHere;
  let now = Date.parse('2026-02-16T10:00:00Z');

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'waymark-deadlines-'));
    const url = fresh();
    rows = await growingRows(url);
    here = rowsHere(url, nationalRules);
    accesses = await accessesHere(() => now);
    served = await serveApp({
      name: 'deadlines',
      module: DeadlinesModule,
      port: 0,
      host: '127.0.0.1',
      dataFolder: folder,
      now: () => now,
      logLevel: 'silent',
      providers: [...here.providers, ...accesses.providers],
      checks: here.checks,
    });
  });

  afterAll(async () => {
    await served.stop();
    await accesses.close();
    await here.close();
    await rows.close();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Page {
    readonly deadlines: readonly ({ readonly child: string; readonly clock: string } & Readonly<
      Record<string, unknown>
    >)[];
    readonly next: string | null;
    readonly on: string;
    readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
  }

  async function ask(address: string, accept = 'application/json') {
    const response = await fetch(`${served.url}/authorities/855/deadlines${address}`, { headers: { accept } });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, text, body: (isJson ? JSON.parse(text) : {}) as Page, headers: response.headers };
  }

  /** The clocks of one child as at a moment, each with how it stands. */
  async function standing(child: string, moment: string): Promise<Readonly<Record<string, unknown>>> {
    const { body } = await ask(`?family=of-${child}&${moment}`);
    return Object.fromEntries(body.deadlines.map(({ clock, state }) => [clock, state]));
  }

  /** A child of a family of its own, so that its clocks can be asked for alone. */
  const tell = (child: string, ...facts: readonly Told[]): Promise<number> =>
    rows.tell(
      '855',
      child,
      told('ChildRegistered', '2019-01-01'),
      told('FamilyLinked', '2019-01-01', { familyId: `of-${child}` }),
      ...facts,
    );

  describe('on the due day and the day after', () => {
    it('a decision is due the next working day and overdue from the midnight after, Easter between', async () => {
      // The Thursday before Good Friday 2026: the next working day is Tuesday 7 April.
      await tell('easter', told('ReferralReceived', '2026-04-02'));
      expect((await ask('?family=of-easter&on=2026-04-02')).body.deadlines).toMatchObject([{ due: '2026-04-07' }, {}]);
      expect(await standing('easter', 'on=2026-04-07')).toMatchObject({ decision: 'due-soon' });
      expect(await standing('easter', 'on=2026-04-08')).toMatchObject({ decision: 'overdue' });
      expect(await standing('easter', 'at=2026-04-07T22:59:59Z')).toMatchObject({ decision: 'due-soon' });
      expect(await standing('easter', 'at=2026-04-07T23:00:00Z')).toMatchObject({ decision: 'overdue' });
    });

    it('a review of a conference on 30 November is due on the last of February, leap year or not', async () => {
      const conference = (on: string) => [
        told('InitialConferenceHeld', on, { outcome: 'plan' }),
        told('PlanStarted', on, { categories: ['NEG'] }),
      ];
      await tell('leap', told('ReferralReceived', '2023-11-01'), ...conference('2023-11-30'));
      await tell('noLeap', told('ReferralReceived', '2024-11-01'), ...conference('2024-11-30'));
      expect(await standing('leap', 'on=2024-02-29')).toMatchObject({ 'first-review': 'due-soon' });
      expect(await standing('leap', 'on=2024-03-01')).toMatchObject({ 'first-review': 'overdue' });
      expect(await standing('noLeap', 'on=2025-02-28')).toMatchObject({ 'first-review': 'due-soon' });
      expect(await standing('noLeap', 'on=2025-03-01')).toMatchObject({ 'first-review': 'overdue' });
    });

    it('is due soon from five days before', async () => {
      expect(await standing('leap', 'on=2024-02-23')).toMatchObject({ 'first-review': 'running' });
      expect(await standing('leap', 'on=2024-02-24')).toMatchObject({ 'first-review': 'due-soon' });
    });

    it('is unknown beyond the known bank holidays, and never overdue', async () => {
      await tell('beyond', told('ReferralReceived', englandTimescales.calendar.to));
      expect(await standing('beyond', 'on=2199-01-01')).toMatchObject({ decision: 'unknown', assessment: 'unknown' });
      const { body } = await ask('?state=unknown&on=2199-01-01&family=of-beyond');
      expect(body.deadlines.map(({ due }) => due)).toEqual(['unknown', 'unknown']);
    });
  });

  describe('72 hours of police protection', () => {
    const taken = (child: string, on: string, at: string) => tell(child, told('PoliceProtectionTaken', on, { at }));

    it('run out an hour later by the clock where the clocks go forward between', async () => {
      await taken('spring', '2026-03-27', '10:00');
      expect((await ask('?family=of-spring&on=2026-03-28')).body.deadlines).toMatchObject([
        { clock: 'police-protection', due: '2026-03-30', dueAt: '2026-03-30T11:00:00+01:00' },
      ]);
      expect(await standing('spring', 'at=2026-03-30T10:00:00Z')).toMatchObject({ 'police-protection': 'due-soon' });
      expect(await standing('spring', 'at=2026-03-30T10:00:01Z')).toMatchObject({ 'police-protection': 'overdue' });
      // Asked of the day as such, the hour that day is not judged; the day after it is.
      expect(await standing('spring', 'on=2026-03-30')).toMatchObject({ 'police-protection': 'due-soon' });
      expect(await standing('spring', 'on=2026-03-31')).toMatchObject({ 'police-protection': 'overdue' });
    });

    it('run out an hour earlier by the clock where they go back', async () => {
      await taken('autumn', '2026-10-23', '10:00');
      expect((await ask('?family=of-autumn&on=2026-10-24')).body.deadlines).toMatchObject([
        { dueAt: '2026-10-26T09:00:00+00:00' },
      ]);
      expect(await standing('autumn', 'at=2026-10-26T09:00:00Z')).toMatchObject({ 'police-protection': 'due-soon' });
      expect(await standing('autumn', 'at=2026-10-26T09:00:01Z')).toMatchObject({ 'police-protection': 'overdue' });
    });

    it('that end at midnight in summer are due on the day that begins', async () => {
      await taken('midnight', '2026-07-01', '00:00');
      expect((await ask('?family=of-midnight&on=2026-07-02')).body.deadlines).toMatchObject([
        { due: '2026-07-04', dueAt: '2026-07-04T00:00:00+01:00' },
      ]);
      expect(await standing('midnight', 'on=2026-07-04')).toMatchObject({ 'police-protection': 'due-soon' });
      expect(await standing('midnight', 'at=2026-07-03T23:00:01Z')).toMatchObject({ 'police-protection': 'overdue' });
    });

    it('ended by a time are still shown at an instant before it, and not of the day', async () => {
      await tell(
        'ended',
        told('PoliceProtectionTaken', '2026-06-01', { at: '10:00' }),
        told('PoliceProtectionEnded', '2026-06-02', { at: '15:00' }),
      );
      expect(await standing('ended', 'at=2026-06-02T13:00:00Z')).toMatchObject({ 'police-protection': 'due-soon' });
      expect(await standing('ended', 'at=2026-06-02T14:00:00Z')).toEqual({});
      expect(await standing('ended', 'on=2026-06-02')).toEqual({});
      expect(await standing('ended', 'on=2026-06-01')).toMatchObject({ 'police-protection': 'due-soon' });
    });
  });

  describe('a day gone by', () => {
    it('shows what ran then, whoever has met it since, in the hands of whoever had the case then', async () => {
      await tell(
        'past',
        told('ReferralReceived', '2026-01-05'),
        told('WorkerAllocated', '2026-01-05', { worker: 'Ann', team: 'North' }),
        told('ReferralDecided', '2026-01-07', { decision: 'assess' }),
        told('WorkerAllocated', '2026-02-02', { worker: 'Bo', team: 'South' }),
      );
      const then = (await ask('?worker=Ann&on=2026-01-06')).body.deadlines;
      expect(then.map(({ clock, worker, team }) => [clock, worker, team])).toEqual([
        ['decision', 'Ann', 'North'],
        ['assessment', 'Ann', 'North'],
      ]);
      expect((await ask('?worker=Ann&on=2026-02-02')).body.deadlines).toEqual([]);
      expect((await ask('?team=South&on=2026-02-02')).body.deadlines).toMatchObject([
        { clock: 'assessment', worker: 'Bo' },
      ]);
    });
  });

  describe('the list', () => {
    it('goes from the most urgent to the least, page by page, each clock once', async () => {
      const whole = (await ask('?on=2026-05-01&limit=1000')).body.deadlines;
      const paged: unknown[] = [];
      let next: string | null = '';
      while (next !== null) {
        const { body }: { body: Page } = await ask(`?on=2026-05-01&limit=2${next === '' ? '' : `&cursor=${next}`}`);
        expect(body.deadlines.length).toBeLessThanOrEqual(2);
        paged.push(...body.deadlines);
        next = body.next;
      }
      expect(whole.length).toBeGreaterThan(6);
      expect(paged).toEqual(whole);
      const dues = whole.map(({ due }) => due).filter((due) => due !== null && due !== 'unknown');
      expect([...dues].sort()).toEqual(dues);
    });

    it('says of each who has it, by which rule, how long is left or gone, and what may meet it', async () => {
      const { body } = await ask('?worker=Bo&on=2026-03-09');
      expect(body.deadlines).toEqual([
        {
          child: 'past',
          clock: 'assessment',
          title: 'Complete the assessment',
          key: 'past-2/assessment',
          rule: 'T2c@wt-2023',
          force: 'statutory guidance',
          startedOn: '2026-01-05',
          startedBy: 'past-2',
          due: '2026-03-09',
          state: 'due-soon',
          workingDaysLeft: 0,
          worker: 'Bo',
          team: 'South',
          families: ['of-past'],
          metBy: ['AssessmentAuthorised'],
        },
      ]);
      expect((await ask('?worker=Bo&on=2026-03-13')).body.deadlines).toMatchObject([
        { state: 'overdue', workingDaysGone: 4 },
      ]);
    });

    it('is of now unless asked otherwise', async () => {
      now = Date.parse('2026-03-09T23:59:59Z');
      expect((await ask('?worker=Bo')).body).toMatchObject({ on: '2026-03-09', deadlines: [{ state: 'due-soon' }] });
      now = Date.parse('2026-03-10T00:00:00Z');
      expect((await ask('?worker=Bo')).body).toMatchObject({ on: '2026-03-10', deadlines: [{ state: 'overdue' }] });
    });

    it('is told by state, by clock and by day due', async () => {
      const clocks = async (question: string) =>
        (await ask(`?worker=Bo&on=2026-03-09${question}`)).body.deadlines.map(({ clock }) => clock);
      expect(await clocks('&state=due-soon')).toEqual(['assessment']);
      expect(await clocks('&state=overdue')).toEqual([]);
      expect(await clocks('&clock=decision')).toEqual([]);
      expect(await clocks('&before=2026-03-09')).toEqual([]);
      expect(await clocks('&before=2026-03-10')).toEqual(['assessment']);
    });

    it('is CSV where that is asked for', async () => {
      const { text, headers } = await ask('?worker=Bo&on=2026-03-09', 'text/csv');
      expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
      expect(text.split('\r\n')).toEqual([
        'child,clock,title,key,rule,force,startedOn,startedBy,due,dueAt,state,workingDaysLeft,workingDaysGone,worker,team,families,metBy',
        'past,assessment,Complete the assessment,past-2/assessment,T2c@wt-2023,statutory guidance,2026-01-05,past-2,2026-03-09,,due-soon,0,,Bo,South,of-past,AssessmentAuthorised',
        '',
      ]);
    });

    it('refuses a question with every fault of it', async () => {
      const { status, body } = await ask('?state=late&on=2026-02-30&before=soon&clock=tea&limit=0&cursor=x&colour=red');
      expect(status).toBe(400);
      expect(body.errors?.map(({ pointer }) => pointer).sort()).toEqual(
        ['/before', '/clock', '/colour', '/cursor', '/limit', '/on', '/state'].sort(),
      );
    });
  });

  it('counts what the list holds, by how it stands, by clock and by team', async () => {
    for (const moment of ['on=2026-01-06', 'on=2026-03-09', 'at=2026-03-30T10:00:01Z', 'on=2026-10-26']) {
      const { deadlines } = (await ask(`?limit=1000&${moment}`)).body;
      const counts = (await ask(`/summary?${moment}`)).body as unknown as {
        readonly total: Readonly<Record<string, number>>;
        readonly clocks: readonly ({ readonly clock: string } & Readonly<Record<string, unknown>>)[];
        readonly teams: readonly ({ readonly team: string | null } & Readonly<Record<string, unknown>>)[];
      };
      const number = (state: string, of: (one: Page['deadlines'][number]) => boolean = () => true): number =>
        deadlines.filter((one) => one['state'] === state && of(one)).length;
      const numbers = (of?: (one: Page['deadlines'][number]) => boolean) => ({
        overdue: number('overdue', of),
        dueSoon: number('due-soon', of),
        running: number('running', of),
        unknown: number('unknown', of),
      });
      expect(counts.total).toEqual(numbers());
      for (const { clock, ...rest } of counts.clocks) expect(rest).toMatchObject(numbers((one) => one.clock === clock));
      for (const { team, ...rest } of counts.teams) expect(rest).toMatchObject(numbers((one) => one['team'] === team));
      expect(new Set(counts.teams.map(({ team }) => team))).toEqual(new Set(deadlines.map(({ team }) => team)));
    }
  });

  describe('a worker’s calendar', () => {
    it('has an entry for each day or instant due, under a UID that stays, without names', async () => {
      const name = 'Zoë, of; "North"\\Team '.padEnd(90, 'é');
      await tell(
        'feed',
        told('WorkerAllocated', '2026-02-02', { worker: name, team: 'North' }),
        told('ReferralReceived', '2026-02-02'),
        told('PoliceProtectionTaken', '2026-03-27', { at: '10:00' }),
      );
      now = Date.parse('2026-03-28T09:00:00Z');
      const { text, headers } = await ask(`/calendar.ics?worker=${encodeURIComponent(name)}`);
      expect(headers.get('content-type')).toBe('text/calendar; charset=utf-8');
      for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      const unfolded = text.replaceAll('\r\n ', '').split('\r\n');
      expect(unfolded[4]).toBe(
        `X-WR-CALNAME:Deadlines of ${name.replaceAll('\\', '\\\\').replaceAll(';', '\\;').replaceAll(',', '\\,')}`,
      );
      expect(unfolded.filter((line) => /^(UID|DTSTART|DTEND|SUMMARY)/.test(line))).toEqual([
        'UID:855.feed.feed-3/decision@deadlines.waymark',
        'DTSTART;VALUE=DATE:20260203',
        'DTEND;VALUE=DATE:20260204',
        'SUMMARY:Decide the type of response to the referral: child feed',
        'UID:855.feed.feed-4/police-protection@deadlines.waymark',
        'DTSTART:20260330T100000Z',
        'SUMMARY:End police protection: child feed',
        'UID:855.feed.feed-3/assessment@deadlines.waymark',
        'DTSTART;VALUE=DATE:20260408',
        'DTEND;VALUE=DATE:20260409',
        'SUMMARY:Complete the assessment: child feed',
      ]);
      expect(unfolded.slice(-2)).toEqual(['END:VCALENDAR', '']);
    });

    it('needs a worker', async () => {
      expect((await ask('/calendar.ics')).body.errors).toMatchObject([{ pointer: '/worker', code: 'missing' }]);
    });
  });

  it('records whose deadlines were looked at, and by whom, before the answer leaves', async () => {
    await ask('?worker=Bo&on=2026-03-09');
    await ask('?worker=Bo&on=2026-03-09', 'text/csv');
    const looks: { readonly children: unknown }[] = [];
    const ended = new AbortController();
    const prefixes = ['accesses-855'];
    for await (const { events, live } of accesses.store.follow({ prefixes, after: null, signal: ended.signal })) {
      looks.push(...events.map(({ data }) => data as { readonly children: unknown }));
      if (live) break;
    }
    ended.abort();
    expect(looks.slice(-2).map(({ children }) => children)).toEqual([['past'], ['past']]);
  });
});

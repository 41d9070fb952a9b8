import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as inATurn } from 'node:timers/promises';
import { serveApp, type Served, type Surroundings } from '#http';
import {
  accessesHere,
  type AccessesHere,
  correcting,
  eventually,
  growingRows,
  told,
  type GrowingRows,
  type Told,
  inEachDatabase,
} from '#testing';
import { nationalRules } from '#timescales';
import { DeadlinesModule } from '../deadlines.module.ts';
import { Rows, rowsHere, type RowsHere } from '../rows-here.ts';
import { textOf } from './cursor.ts';
import { Stream } from './stream.ts';

inEachDatabase('the stream', ({ fresh }) => {
  let folder: string;
  let rows: GrowingRows;
  let here: RowsHere;
  let served: Served;
  let accesses: AccessesHere;
  let now = 0;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'waymark-stream-'));
    const url = fresh();
    rows = await growingRows(url);
    here = rowsHere(url, nationalRules);
    const at = { port: 0, host: '127.0.0.1', dataFolder: folder, logLevel: 'silent' };
    accesses = await accessesHere(() => now);
    const providers = [...here.providers, ...accesses.providers];
    served = await serveApp({ name: 'deadlines', module: DeadlinesModule, now: () => now, ...at, providers });
    await tell('2026-01-01T09:00:00Z', 'first', told('ChildRegistered', '2026-01-01'));
  });

  afterAll(async () => {
    await served.stop();
    await accesses.close();
    await here.close();
    await rows.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Facts recorded at an instant, which is now from then on. */
  async function tell(at: string, child: string, ...facts: readonly Told[]): Promise<void> {
    now = Date.parse(at);
    await rows.tell('855', child, ...facts.map((fact) => ({ ...fact, recordedAt: now })));
  }

  interface Message {
    readonly event: string;
    readonly id: string;
    readonly data: { readonly child?: string; readonly clock?: string; readonly at?: string } & Readonly<
      Record<string, unknown>
    >;
  }

  /** Follows the stream, from after a message or from now. */
  async function follow(lastId?: string) {
    const leaving = new AbortController();
    const response = await fetch(`${served.url}/authorities/855/deadlines/stream`, {
      headers: lastId === undefined ? {} : { 'last-event-id': lastId },
      signal: leaving.signal,
    });
    const messages: Message[] = [];
    const reading = read(response, messages).catch(() => undefined);
    const said = (): string[] =>
      messages
        .filter(({ event }) => event !== 'stands')
        .map(({ event, data }) => `${event} ${String(data.child)} ${String(data.clock)} ${String(data.at)}`);
    return {
      response,
      messages,
      /** All that was told, once there is so much of it. */
      said: (count: number) =>
        eventually(
          async () => (await inATurn(), said()),
          (all) => all.length >= count,
        ),
      async leave() {
        leaving.abort();
        await reading;
      },
    };
  }

  async function read(response: Response, messages: Message[]): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const part of response.body ?? []) {
      text += decoder.decode(part as Uint8Array, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]));
        const [event, id, data] = ['event', 'id', 'data'].map((name) => fields.get(name));
        if (event !== undefined && id !== undefined)
          messages.push({ event, id, data: JSON.parse(data ?? '{}') as Message['data'] });
      }
    }
  }

  it('tells of clocks as facts are recorded and as the day turns in London, and goes on after the last message read', async () => {
    const before = await follow();
    expect(before.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await tell(
      '2026-03-26T10:00:00Z',
      'c1',
      told('ChildRegistered', '2026-03-26'),
      told('ReferralReceived', '2026-03-26'),
    );
    expect(await before.said(3)).toEqual([
      'started c1 decision 2026-03-26T10:00:00+00:00',
      'due-soon c1 decision 2026-03-26T10:00:00+00:00',
      'started c1 assessment 2026-03-26T10:00:00+00:00',
    ]);
    // Due on Friday 27 March; police protection of 72 hours begins, and the clocks go forward on the Sunday.
    await tell('2026-03-27T22:00:00Z', 'c2', told('PoliceProtectionTaken', '2026-03-27', { at: '22:00' }));
    now = Date.parse('2026-03-28T00:00:00Z');
    expect((await before.said(6)).slice(3)).toEqual([
      'started c2 police-protection 2026-03-27T22:00:00+00:00',
      'due-soon c2 police-protection 2026-03-27T22:00:00+00:00',
      'overdue c1 decision 2026-03-28T00:00:00+00:00',
    ]);
    await before.leave();
    const last = before.messages.findLast(({ event }) => event === 'overdue')?.id;

    // Nobody listens while this comes about.
    await tell('2026-03-28T09:00:00Z', 'c1', told('ReferralDecided', '2026-03-28', { decision: 'assess' }, 'decided'));
    await tell(
      '2026-03-29T09:00:00Z',
      'c1',
      correcting('decided', told('ReferralDecided', '2026-03-27', { decision: 'assess' })),
    );
    now = Date.parse('2026-03-30T22:00:01Z');
    const after = await follow(last);
    const rest = await after.said(3);
    expect(rest).toEqual([
      'met-late c1 decision 2026-03-28T09:00:00+00:00',
      'moved c1 decision 2026-03-29T10:00:00+01:00',
      'overdue c2 police-protection 2026-03-30T23:00:00+01:00',
    ]);
    const moved = after.messages.find(({ event }) => event === 'moved');
    expect(moved?.data).toMatchObject({
      before: { due: '2026-03-27', stoppedOn: '2026-03-28' },
      now: { due: '2026-03-27', stoppedOn: '2026-03-27', state: 'met' },
    });
    await after.leave();

    // Taken up again in the middle, it says the rest again with the same ids, and nothing else.
    const again = await follow(after.messages.find(({ event }) => event === 'met-late')?.id);
    expect(await again.said(2)).toEqual(rest.slice(1));
    const ids = (messages: readonly Message[]) =>
      messages.filter(({ event }) => event !== 'stands').map(({ data }) => data['id']);
    expect(ids(again.messages)).toEqual(ids(after.messages).slice(1));
    await again.leave();
  });

  it('turns the day at midnight in London, an hour before that of Greenwich in summer', async () => {
    await tell(
      '2026-10-22T09:00:00Z',
      'c3',
      told('ChildRegistered', '2026-10-22'),
      told('ReferralReceived', '2026-10-22'),
    );
    const stream = await follow();
    now = Date.parse('2026-10-23T22:59:59Z');
    await eventually(
      async () => (await inATurn(), stream.messages.length),
      (count) => count > 0,
    );
    now = Date.parse('2026-10-23T23:00:00Z');
    const said = await stream.said(1);
    expect(said.filter((line) => line.includes('c3'))).toEqual(['overdue c3 decision 2026-10-24T00:00:00+01:00']);
    await stream.leave();
    // Due on Monday 26 October, after the clocks have gone back: midnight is that of Greenwich again.
    await tell(
      '2026-10-24T09:00:00Z',
      'c4',
      told('ChildRegistered', '2026-10-23'),
      told('ReferralReceived', '2026-10-23'),
    );
    const later = await follow();
    now = Date.parse('2026-10-26T23:59:59Z');
    now = Date.parse('2026-10-27T00:00:00Z');
    const lines = (await later.said(1)).filter((line) => line.includes('c4'));
    expect(lines).toEqual(['overdue c4 decision 2026-10-27T00:00:00+00:00']);
    await later.leave();
  });

  it('refuses an id that is none, and one the rows do not reach', async () => {
    const ask = (id: string) =>
      fetch(`${served.url}/authorities/855/deadlines/stream`, { headers: { 'last-event-id': id } });
    expect((await ask('yesterday')).status).toBe(400);
    // Of an instant that no calendar reaches, nor any message was ever of.
    expect((await ask('0-999999999999999-0')).status).toBe(400);
    expect((await ask(`0-${String(now)}-1-999999999999999`)).status).toBe(400);
    // The store has come further than the rows, which are being made anew.
    const events = () =>
      Array.from({ length: 500 }, () => ({ id: randomUUID(), type: 'Told', data: {}, metadata: {} }));
    let end = 0;
    while (end <= 20_000) end = (await accesses.store.append(`told-${String(end)}`, 'no-stream', events())).position;
    expect((await ask('20000-1-0')).status).toBe(503);
  });

  it('says that the worklist is to be read where the store was put back from a copy older than the last message', async () => {
    const beyond = { position: 9_999_999_999, instant: now, told: 0 };
    // Taken up again, it begins where the store is now;
    const again = await follow(textOf(beyond));
    await again.said(1);
    expect(again.messages[0]?.event).toBe('behind');
    await tell('2026-11-02T09:00:00Z', 'c5', told('ChildRegistered', '2026-11-02'));
    await tell('2026-11-02T09:00:01Z', 'c5', told('ReferralReceived', '2026-11-02'));
    expect((await again.said(2))[1]).toBe('started c5 decision 2026-11-02T09:00:01+00:00');
    await again.leave();

    // and so it does for whoever was listening when it was put back.
    const stream = new Stream(served.app.get(Rows), { now: () => now } as Surroundings, accesses.store);
    const heard: string[] = [];
    const hear = (what: string) => (): void => void heard.push(what);
    const listener = { turn: hear('turn'), stands: hear('stands'), end: hear('end') };
    stream.listen('855', beyond, {
      ...listener,
      behind: ({ position }) => void heard.push(`behind ${String(position)}`),
    });
    const { position } = await stream.now();
    await eventually(
      async () => heard,
      ([first]) => first !== undefined,
    );
    expect(heard[0]).toBe(`behind ${String(position)}`);
    stream.onModuleDestroy();
  });

  it('ends when the service stops', async () => {
    const stream = await follow();
    await served.stop();
    await stream.leave();
    expect(stream.messages.length).toBeGreaterThan(0);
  });
});

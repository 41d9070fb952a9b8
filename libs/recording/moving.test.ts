import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainDate } from '#calendar';
import type { Proposed } from '#events';
import { journeyLaws } from '#journey';
import { loadMasterKey, openKeyStore, type KeyStore } from '#privacy';
import { decodeFact, journeyStream, openStore, StoreUnavailable, type Store } from '#store';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { nationalRules } from '#timescales';
import { LeftUnfinished, recorder, type Answer, type MoveOutcome, type MoveRequest, type Recorder } from './index.ts';

const reader = { roles: ['manager'], for: 'case-record' } as const;

let folder: string;
let node: EmbeddedNode;
let store: Store;
let keys: KeyStore;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-moving-'));
  node = await startEmbeddedNode();
  const masterKey = loadMasterKey(join(folder, 'master.key'), { createIfMissing: true });
  keys = openKeyStore({ url: join(folder, 'keys.db'), masterKey, now: () => 0 });
  store = openStore({ url: node.url });
});

afterAll(async () => {
  await store.close();
  await keys.close();
  await node.stop();
  rmSync(folder, { recursive: true });
});

/** A recorder that remembers nothing, as another process would be. */
function process(over: Store = store, from = '2026-06-15T11:00:00Z'): Recorder {
  let instant = Date.parse(from);
  return recorder({
    store: over,
    keys,
    rules: nationalRules,
    laws: journeyLaws(nationalRules),
    now: () => (instant += 1),
    today: () => plainDate('2026-06-15'),
    random: () => 0,
  });
}

const by = { user: 'u1', role: 'caseworker' };
const born = { dateOfBirth: plainDate('2017-03-14'), sex: 'F' } as const;
const registered: Proposed = { type: 'ChildRegistered', data: { on: plainDate('2026-01-05'), ...born } };
const referred: Proposed = { type: 'ReferralReceived', data: { on: plainDate('2026-01-05'), source: '2A' } };
const rang: Proposed = {
  type: 'ContactReceived',
  data: { on: plainDate('2026-01-07'), contactId: 'C1', source: '2A', reason: 'Bruises seen at school.' },
};
const answered: Proposed = {
  type: 'ContactDecided',
  data: { on: plainDate('2026-01-08'), contactId: 'C1', outcome: 'open-case' },
};

/** The wrong child with a referral, a contact and its decision; the right one only registered. */
async function given(wrong: string, right: string, ...more: readonly Proposed[]): Promise<readonly string[]> {
  const facts = [registered, referred, rang, answered, ...more];
  const outcome = await process().record({ authority: '855', child: wrong, facts, by });
  await process().record({ authority: '855', child: right, facts: [registered], by });
  if (outcome.status === 'refused') throw new Error(JSON.stringify(outcome));
  return outcome.answer.facts.map(({ id }) => id);
}

const asked = (child: string, to: string, facts: readonly string[], more: Partial<MoveRequest> = {}): MoveRequest => ({
  authority: '855',
  child,
  to,
  facts,
  by,
  idempotencyKey: `move of ${child}`,
  ...more,
});

async function read(child: string, unmasked = false) {
  const journey = await process().journey({ reader, authority: '855', child, unmasked });
  return journey?.facts ?? [];
}

/** The store, but that appends to this child's stream go as told. */
const withAppends = (child: string, append: Store['append']): Store => ({
  ...store,
  append: (...of) => (of[0] === journeyStream('855', child) ? append(...of) : store.append(...of)),
});

const done = (outcome: MoveOutcome): { readonly to: Answer; readonly from: Answer; readonly correlationId: string } => {
  if (outcome.status === 'refused' || outcome.status === 'unfinished') throw new Error(JSON.stringify(outcome));
  return outcome;
};

describe('facts recorded for the wrong child', () => {
  it('are recorded for the right child with their texts, and withdrawn here', async () => {
    const [, , contact = '', decision = ''] = await given('W1', 'R1');
    const outcome = await process().move(asked('W1', 'R1', [decision, contact], { note: 'Of the cousin.' }));
    expect(outcome.status).toBe('moved');
    const [, first, second] = await read('R1');
    expect(first).toMatchObject({ type: 'ContactReceived', data: rang.data });
    expect(second).toMatchObject({ type: 'ContactDecided', data: answered.data });
    const here = await read('W1');
    expect(here[2]).toMatchObject({ id: contact, masked: true, withdrawnBy: done(outcome).from.facts[1]?.id });
    expect(here[2]).not.toHaveProperty('data');
    expect(here.map(({ type }) => type)).toEqual([
      'ChildRegistered',
      'ReferralReceived',
      'ContactReceived',
      'ContactDecided',
      'FactWithdrawn',
      'FactWithdrawn',
    ]);
  });

  it('are masked from everyone but an auditor, and so is why they were withdrawn', async () => {
    const [, , contact = '', decision = ''] = await given('W2', 'R2');
    await process().move(asked('W2', 'R2', [contact, decision], { note: 'Of the cousin.' }));
    expect(JSON.stringify(await read('W2'))).not.toMatch(/Bruises|cousin/);
    const audited = await read('W2', true);
    expect(audited[2]).toMatchObject({ masked: true, data: rang.data });
    expect(audited[4]).toMatchObject({ data: { fact: contact, why: 'wrong-child', note: 'Of the cousin.' } });
  });

  it('are masked too from whoever asks for what was known before they were withdrawn', async () => {
    const on = plainDate('2026-01-09');
    const more: readonly Proposed[] = [
      { type: 'WorkerAllocated', data: { on, worker: 'W77', team: 'T77' } },
      { type: 'FamilyLinked', data: { on, familyId: 'F77' } },
      { type: 'OtherAuthorityPlanNoted', data: { on, authority: '857', categories: ['NEG'] } },
    ];
    const ids = await given('W21', 'R21', ...more);
    const correction = { fact: ids[2] ?? '', data: { ...rang.data, reason: 'Burns seen at school.' }, note: 'Cousin.' };
    const facts: readonly Proposed[] = [{ type: 'FactCorrected', data: correction }];
    await process().record({ authority: '855', child: 'W21', facts, by: { user: 'u3', role: 'caseworker' } });
    const before = Date.parse('2026-06-15T11:30:00Z');
    const view = (knownAt?: number, unmasked?: boolean, happenedBy?: string) => {
      const day = happenedBy === undefined ? undefined : plainDate(happenedBy);
      return process().journey({ reader, authority: '855', child: 'W21', knownAt, unmasked, happenedBy: day });
    };
    expect(JSON.stringify(await view(before))).toMatch(/Burns/);
    const moved = await process(store, '2026-06-15T12:00:00Z').move(
      asked('W21', 'R21', ids.slice(2), { note: 'Of the cousin.' }),
    );
    expect(moved.status).toBe('moved');
    for (const [knownAt, happenedBy] of [
      [before],
      [before, '2026-01-08'],
      [before, '2026-01-31'],
      [undefined],
    ] as const) {
      const masked = await view(knownAt, false, happenedBy);
      expect(JSON.stringify(masked)).not.toMatch(/Bruises|Burns|[Cc]ousin|[WTF]77|"857"|authority 857/);
      const contact = masked?.facts[2];
      expect(contact).toMatchObject({ id: ids[2], type: 'ContactReceived', on: '2026-01-07', masked: true });
      expect(contact).not.toHaveProperty('recordedBy');
      expect(JSON.stringify(masked)).not.toContain('u3');
      const [, , audited] = (await view(knownAt, true, happenedBy))?.facts ?? [];
      expect(audited).toMatchObject({ masked: true, recordedBy: 'u1', data: rang.data });
    }
    expect(await view(before, true)).toMatchObject({
      circumstances: { worker: { worker: 'W77' }, families: ['F77'] },
      standing: expect.stringContaining('a plan of authority 857') as unknown,
    });
    expect(await view(before)).toMatchObject({ circumstances: { families: [], otherAuthorityPlans: [] } });
  });

  it('are shown again, of that time too, once it is known that they were this child’s after all', async () => {
    const [, , , decision = ''] = await given('W22', 'R22');
    const withdraw = async (fact: string, why: 'wrong-child' | 'recorded-in-error', from: string) => {
      const facts: readonly Proposed[] = [{ type: 'FactWithdrawn', data: { fact, why } }];
      const outcome = await process(store, from).record({ authority: '855', child: 'W22', facts, by });
      if (outcome.status === 'refused') throw new Error(JSON.stringify(outcome));
      return outcome.answer.facts[0]?.id ?? '';
    };
    const away = await withdraw(decision, 'wrong-child', '2026-06-15T12:00:00Z');
    expect((await read('W22'))[3]).toMatchObject({ masked: true });
    await withdraw(away, 'recorded-in-error', '2026-06-15T13:00:00Z');
    const knownAt = Date.parse('2026-06-15T12:30:00Z');
    const then = await process().journey({ reader, authority: '855', child: 'W22', knownAt });
    expect(then?.facts[3]).toMatchObject({ withdrawnBy: away, data: answered.data });
    expect(then?.facts[3]).not.toHaveProperty('masked');
  });

  it('keep when and by whom they were recorded first, and can be found together', async () => {
    const [, , contact = '', decision = ''] = await given('W3', 'R3');
    const { correlationId } = done(
      await process().move(asked('W3', 'R3', [contact, decision], { by: { user: 'u2', role: 'manager' } })),
    );
    const stored = [];
    for (const child of ['W3', 'R3']) {
      for await (const event of store.read(journeyStream('855', child))) stored.push(decodeFact(event));
    }
    const first = stored.find(({ fact }) => fact.id === contact);
    const together = stored.filter(({ metadata }) => metadata.correlationId === correlationId);
    expect(together.map(({ child, fact }) => `${child} ${fact.type}`).sort()).toEqual([
      'R3 ContactDecided',
      'R3 ContactReceived',
      'W3 FactWithdrawn',
      'W3 FactWithdrawn',
    ]);
    expect(together.find(({ fact }) => fact.type === 'ContactReceived')?.metadata).toMatchObject({
      recordedBy: 'u2',
      origin: { fact: contact, recordedAt: first?.metadata.recordedAt, recordedBy: 'u1' },
    });
    // Nobody who reads the one child's stream is told the other's id.
    const ofRight = stored.filter(({ child }) => child === 'R3').map(({ metadata }) => JSON.stringify(metadata));
    expect(ofRight.join()).not.toContain('W3');
  });

  it('are moved as they stand corrected', async () => {
    const [, , contact = '', decision = ''] = await given('W4', 'R4');
    const data = { ...rang.data, reason: 'Bruises seen by the teacher.' };
    const correction = { type: 'FactCorrected', data: { fact: contact, data, note: 'Who saw them.' } } as Proposed;
    await process().record({ authority: '855', child: 'W4', facts: [correction], by });
    expect((await process().move(asked('W4', 'R4', [contact, decision]))).status).toBe('moved');
    expect((await read('R4'))[1]).toMatchObject({ data });
  });
});

describe('facts moved to a child for whom they owe a reason, which a move cannot give,', () => {
  const on = plainDate('2026-02-02');
  const recent: Proposed = { type: 'ReferralReceived', data: { on, source: '2A' } };

  it('are moved when they are late there, and the answer tells what is missed and owed', async () => {
    await process().record({ authority: '855', child: 'R14', facts: [registered, referred], by });
    const facts: readonly Proposed[] = [
      registered,
      recent,
      { type: 'ReferralDecided', data: { on, decision: 'assess' } },
    ];
    const outcome = await process().record({ authority: '855', child: 'W14', facts, by });
    const decided = outcome.status === 'refused' ? '' : (outcome.answer.facts[2]?.id ?? '');
    const there = { reasonOwed: ['late-without-reason'], missed: [{ clock: 'decision', due: '2026-01-06' }] };
    for (const preview of [true, undefined]) {
      const moved = await process().move(asked('W14', 'R14', [decided], { preview }));
      expect(moved).toMatchObject({ status: preview ? 'previewed' : 'moved', to: there });
    }
    expect(await process().move(asked('W14', 'R14', [decided]))).toMatchObject({ status: 'repeated', to: there });
    // Whoever records it anew can give the reason, and is asked for it.
    await process().record({ authority: '855', child: 'R18', facts: [registered, referred], by });
    const anew = await process().record({ authority: '855', child: 'R18', facts: facts.slice(2), by });
    expect(anew).toMatchObject({ status: 'refused', refusal: { because: 'reason' } });
  });

  it('are moved where no enquiry awaits the conference', async () => {
    const attended = ['social-care', 'police', 'health'] as const;
    const meeting = { invited: attended, attended, reportsReceived: [], childParticipated: false } as const;
    const facts: readonly Proposed[] = [
      registered,
      recent,
      { type: 'ReferralDecided', data: { on, decision: 'strategy-discussion' } },
      { type: 'StrategyDiscussionHeld', data: { on, attended, decision: 'section-47-joint' } },
      { type: 'Section47Concluded', data: { on, outcome: 'conference-required', substantiated: true } },
      { type: 'InitialConferenceHeld', data: { on, ...meeting, outcome: 'child-in-need' } },
    ];
    const outcome = await process().record({ authority: '855', child: 'W18', facts, by });
    const conference = outcome.status === 'refused' ? '' : (outcome.answer.facts[5]?.id ?? '');
    await process().record({ authority: '855', child: 'R19', facts: [registered, referred], by });
    const moved = await process().move(asked('W18', 'R19', [conference]));
    expect(moved).toMatchObject({ status: 'moved', to: { reasonOwed: ['without-enquiry-reason'], missed: [] } });
  });
});

describe('a move asked again', () => {
  it('answers the same and writes nothing', async () => {
    const [, , contact = '', decision = ''] = await given('W5', 'R5');
    const first = done(await process().move(asked('W5', 'R5', [contact, decision])));
    const again = await process().move(asked('W5', 'R5', [contact, decision]));
    expect(again.status).toBe('repeated');
    expect(done(again)).toMatchObject({ to: first.to, from: first.from, correlationId: first.correlationId });
    expect([(await read('R5')).length, (await read('W5')).length]).toEqual([3, 6]);
  });

  it('with its key for other facts is refused', async () => {
    const [, , contact = '', decision = ''] = await given('W6', 'R6');
    await process().move(asked('W6', 'R6', [contact, decision]));
    const other = await process().move(asked('W6', 'R6', [decision, contact]));
    expect(other).toMatchObject({ status: 'refused', refusal: { because: 'key-reused' } });
  });

  it.each([
    ['the withdrawal never reached the store', 'W7', 'R7', async (): Promise<never> => Promise.reject(away)],
    [
      'the withdrawal was stored and nobody heard',
      'W8',
      'R8',
      async (...of: Parameters<Store['append']>): Promise<never> => {
        await store.append(...of);
        throw new StoreUnavailable('the connection broke', { outcome: 'not-stored' });
      },
    ],
  ])('completes what is missing where %s', async (_, wrong, right, append) => {
    const [, , contact = '', decision = ''] = await given(wrong, right);
    const request = asked(wrong, right, [contact, decision]);
    await expect(process(withAppends(wrong, append)).move(request)).rejects.toThrow(LeftUnfinished);
    // Between the two, the fact is told of both, never of none.
    expect((await read(right)).length).toBe(3);
    const completed = await process().move(request);
    expect(['moved', 'repeated']).toContain(completed.status);
    expect([(await read(right)).length, (await read(wrong)).length]).toEqual([3, 6]);
  });

  it('completes although the fact was corrected between, and another journey went on', async () => {
    const [, , contact = '', decision = ''] = await given('W9', 'R9');
    const request = asked('W9', 'R9', [contact, decision]);
    await expect(process(withAppends('W9', async () => Promise.reject(away))).move(request)).rejects.toThrow(
      LeftUnfinished,
    );
    const data = { ...rang.data, reason: 'Corrected.' };
    const correction = { type: 'FactCorrected', data: { fact: contact, data } } as Proposed;
    await process().record({ authority: '855', child: 'W9', facts: [correction], by });
    await process().record({ authority: '855', child: 'R9', facts: [referred], by });
    expect((await process().move(request)).status).toBe('moved');
    expect((await read('W9'))[2]).toMatchObject({ masked: true });
  });

  it('says so where the facts were withdrawn meanwhile by somebody else', async () => {
    const [, , contact = '', decision = ''] = await given('W10', 'R10');
    const request = asked('W10', 'R10', [contact, decision]);
    await expect(process(withAppends('W10', async () => Promise.reject(away))).move(request)).rejects.toThrow(
      LeftUnfinished,
    );
    const withdrawals = [contact, decision].map((fact): Proposed => ({
      type: 'FactWithdrawn',
      data: { fact, why: 'wrong-child' },
    }));
    await process().record({ authority: '855', child: 'W10', facts: withdrawals, by });
    expect(await process().move(request)).toMatchObject({
      status: 'unfinished',
      to: { child: 'R10', revision: 2 },
      refusal: { code: 'fact-already-withdrawn' },
    });
  });
});

describe('a move is refused, with nothing written for either child,', () => {
  it.each([
    ['where others would fall without the facts', 'W11', 'R11', [2], 'W11', 'contradicts-later-facts'],
    ['where the right child has no place for them', 'W12', 'R12', [3], 'R12', 'contact-unknown'],
    ['where it names a fact that is not here', 'W13', 'R13', [99], 'W13', 'fact-unknown'],
  ])('%s', async (_, wrong, right, places, child, code) => {
    const ids = await given(wrong, right);
    const named = places.map((place) => ids[place] ?? '2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b1');
    expect(await process().move(asked(wrong, right, named))).toMatchObject({
      status: 'refused',
      child,
      refusal: { code },
    });
    expect([(await read(right)).length, (await read(wrong)).length]).toEqual([1, 4]);
  });

  it('where it names a correction', async () => {
    const [, , , decision = ''] = await given('W15', 'R15');
    const withdrawal: Proposed = { type: 'FactWithdrawn', data: { fact: decision, why: 'duplicate' } };
    const outcome = await process().record({ authority: '855', child: 'W15', facts: [withdrawal], by });
    const id = outcome.status === 'refused' ? '' : (outcome.answer.facts[0]?.id ?? '');
    expect(await process().move(asked('W15', 'R15', [id]))).toMatchObject({ refusal: { because: 'shape' } });
  });

  it('where a text does not open any more', async () => {
    const [, , contact = '', decision = ''] = await given('W16', 'R16');
    await keys.erase('855', 'W16');
    const moved = await process().move(asked('W16', 'R16', [contact, decision]));
    expect(moved).toMatchObject({
      status: 'refused',
      refusal: { because: 'unreadable', faults: [{ pointer: '/facts/0', detail: 'reason' }] },
    });
    expect((await read('R16')).length).toBe(1);
  });

  it('and a preview of one writes nothing either', async () => {
    const [, , contact = '', decision = ''] = await given('W17', 'R17');
    const outcome = await process().move(asked('W17', 'R17', [contact, decision], { preview: true }));
    expect(outcome).toMatchObject({ status: 'previewed', to: { revision: 0 }, from: { revision: 3 } });
    expect([(await read('R17')).length, (await read('W17')).length]).toEqual([1, 4]);
  });
});

const away = new StoreUnavailable('nothing answered', { outcome: 'not-stored' });

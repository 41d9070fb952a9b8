import { factTypes } from '#events';
import { isReasonCode, refusals, type Refusal, type RefusalCode } from '#journey';
import { journeyUnder, withQuorum } from '#testing';
import type { RefusalCase } from './refusal-case.ts';
import { refusalsOfCircumstances } from './refusals-of-circumstances.ts';
import { refusalsOfCorrections } from './refusals-of-corrections.ts';
import { refusalsOfProtection } from './refusals-of-protection.ts';
import { refusalsOfTheFrontDoor } from './refusals-of-the-front-door.ts';

const cases: readonly RefusalCase[] = [
  ...refusalsOfTheFrontDoor,
  ...refusalsOfCircumstances,
  ...refusalsOfProtection,
  ...refusalsOfCorrections,
];
const codes = Object.keys(refusals) as readonly RefusalCode[];

/** What the machine would answer a fact it had no arm for. The walk over its states shows that there is none. */
const neverGiven: readonly RefusalCode[] = ['out-of-order'];

/** Owed by protective facts alone, which are recorded all the same: `emergency.test.ts` tells when. */
const onlyTold: readonly RefusalCode[] = ['longer-without-reason'];

it('every refusal has a case in practice, and every case a refusal', () => {
  const told = [...new Set(cases.map(({ code }) => code)), ...neverGiven, ...onlyTold];
  expect(told.sort()).toEqual([...codes].sort());
});

describe.each(cases.map((each) => [`${each.code}: ${each.practice}`, each] as const))('%s', (_, each) => {
  const given = journeyUnder(each.quorum === undefined ? undefined : withQuorum(each.quorum));

  it('is refused, in words for who proposed it', () => {
    expect(given(...each.given).journey().unread).toEqual([]);
    const { decision } = given(...each.given).when(...each.refused);
    const { sentence, whatNext, needs }: Refusal = refusals[each.code];
    expect(decision).toMatchObject({ ok: false, code: each.code, sentence, whatNext, ...(needs && { needs }) });
    expect(decision).toHaveProperty('because', isReasonCode(each.code) ? 'reason' : 'order');
    if (!decision.ok && decision.because === 'order') expect(decision.standing).toMatch(/^\S.*\.$/);
  });

  it(each.but, () => {
    const before = each.givenInstead ?? each.given;
    expect(given(...before).journey().unread).toEqual([]);
    const { decision } = given(...before).when(...each.accepted);
    expect(decision).toMatchObject({ ok: true, reasonOwed: [] });
  });
});

describe.each(codes)('%s', (code) => {
  const { sentence, whatNext, source, status, needs }: Refusal = refusals[code];

  it('says what stands in the way, what to do next and what it rests on', () => {
    expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(sentence).toMatch(/^[A-Z].{10,}\.$/);
    expect(whatNext).toMatch(/^[A-Z].{10,}\.$/);
    expect(source.length).toBeGreaterThan(10);
    expect(['V', 'V2', 'R', 'house']).toContain(status);
    expect(status === 'house').toBe(source.startsWith('Waymark: '));
    for (const type of needs ?? []) expect(factTypes).toContain(type);
  });
});

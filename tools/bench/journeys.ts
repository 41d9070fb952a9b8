import { randomUUID } from 'node:crypto';
import { addDays, plainDate, type PlainDate } from '#calendar';
import type { NewEvent, Store, StoredEvent } from '#store';

const batchesInFlight = 16;
const factsAtOnce = 5;

/** Whole journeys of many children, appended a few facts at a time so that they lie interleaved. */
export async function fill(store: Store, childCount: number): Promise<number> {
  let facts = 0;
  const children = Array.from({ length: childCount }, (_, index) => journey(index));
  for (let from = 0; from < 30; from += factsAtOnce) {
    let next = 0;
    const append = async (): Promise<void> => {
      for (let index = next++; index < children.length; index = next++) {
        const { stream, events } = children[index] ?? { stream: '', events: [] };
        const part = events.slice(from, from + factsAtOnce);
        if (part.length > 0) await store.append(stream, from === 0 ? 'no-stream' : from - 1, part);
        facts += part.length;
      }
    };
    await Promise.all(Array.from({ length: batchesInFlight }, append));
  }
  return facts;
}

export function journey(index: number): { stream: string; events: NewEvent[] } {
  const authority = ['855', '857'][index % 2] ?? '855';
  const child = `B${String(index)}`;
  const begins = addDays(plainDate('2015-06-01'), (index * 37) % 1200);
  const events = steps.map(([type, after, data]) => {
    const on: PlainDate = addDays(begins, after);
    return fact(authority, child, type, { on, ...data });
  });
  return { stream: `journey-${authority}.${child}`, events };
}

const sealed = { sealed: 'AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8', key: 1 };
const agencies = ['social-care', 'police', 'health', 'education'];
const meeting = { invited: agencies, attended: agencies, reportsReceived: agencies, childParticipated: true };
const visit = { purpose: 'protection-plan', seen: true, seenAlone: true };

/** A journey of 29 facts, the mean of a child who comes onto a plan. */
const steps: readonly (readonly [type: string, after: number, data: object])[] = [
  ['ChildRegistered', 0, { sex: 'F', dateOfBirth: '2010-04-01', ethnicity: 'WBRI', name: sealed }],
  ['ContactReceived', 0, { contactId: 'k1', source: '1A', reason: sealed }],
  ['ContactDecided', 0, { contactId: 'k1', outcome: 'referral' }],
  ['ReferralReceived', 1, { source: '1A', primaryNeed: 'N1' }],
  ['ReferralDecided', 2, { decision: 'no-further-action' }],
  ['ReferralReceived', 100, { source: '1A', primaryNeed: 'N1' }],
  ['ReferralDecided', 101, { decision: 'assess' }],
  ['AssessmentStarted', 102, { kind: 'single' }],
  ['AssessmentAuthorised', 140, { kind: 'single', factors: ['1A', '2B'], outcome: 'strategy-discussion' }],
  ['StrategyDiscussionHeld', 141, { attended: agencies, decision: 'section-47-joint' }],
  ['Section47Concluded', 150, { outcome: 'conference-required', substantiated: true }],
  ['InitialConferenceHeld', 156, { ...meeting, outcome: 'plan' }],
  ['PlanStarted', 156, { categories: ['NEG'] }],
  ...Array.from({ length: 10 }, (_, number) => ['ChildVisited', 160 + number * 8, visit] as const),
  ['ReviewConferenceHeld', 241, { ...meeting, outcome: 'continue' }],
  ['PlanCategoriesChanged', 241, { categories: ['NEG', 'EMO'] }],
  ['ReviewConferenceHeld', 400, { ...meeting, outcome: 'continue', lateReason: sealed }],
  ['ReviewConferenceHeld', 560, { ...meeting, outcome: 'end' }],
  ['PlanEnded', 560, { reason: 'review-decision', stepDown: 'child-in-need' }],
  ['CaseClosed', 600, { reason: 'RC1' }],
];

/** An event as recording stores it, with as much metadata. */
export function fact(authority: string, child: string, type: string, data: object): NewEvent {
  const metadata = {
    recordedAt: new Date().toISOString(),
    recordedBy: 'bench',
    role: 'manager',
    authority,
    child,
    version: 1,
    correlationId: randomUUID(),
    causationId: randomUUID(),
    rulePack: 'bench',
    evidence: { previous: null, digest: '0'.repeat(64) },
  };
  return { id: randomUUID(), type, data, metadata };
}

/** The same facts as a store holds them, interleaved as `fill` leaves them. */
export function* storedJourneys(childCount: number): Generator<StoredEvent> {
  const children = Array.from({ length: childCount }, (_, index) => journey(index));
  let position = 0;
  for (let from = 0; from < 30; from += factsAtOnce) {
    for (const { stream, events } of children) {
      for (const [index, event] of events.slice(from, from + factsAtOnce).entries()) {
        const { id, type, data, metadata } = event;
        position += 500;
        yield { stream, id, type, data, metadata, revision: from + index, position, storedAt: position };
      }
    }
  }
}

/** Seconds that work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

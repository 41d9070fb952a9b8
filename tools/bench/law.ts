import { addDays, plainDate, type PlainDate } from '#calendar';
import type { Facts, FactType } from '#events';
import type { Recorded } from '#history';
import { journeyLaw, type JourneyLaw, type ProposedFact } from '#journey';
import { englandTimescales } from '#timescales';
import type { Figure } from './figure.ts';

/**
 * What the law costs by itself: reading histories whole, and judging one more fact of a child with few facts and many,
 * in order, late, and as a correction. Every law is new, so that nothing is remembered but what the bench lets it read.
 */
export async function benchLaw(): Promise<Figure[]> {
  const law = journeyLaw(englandTimescales);
  const children = Array.from({ length: 40 }, (_, child) => journeyOf(300, `c${String(child)}`));
  const count = children.reduce((sum, facts) => sum + facts.length, 0);
  const reading = best(5, () => {
    for (const facts of children)
      if (law.read(facts).unread.length > 0) throw new Error('The bench tells a journey that is not lawful.');
  });
  return [
    {
      name: 'facts read by the law (evolve), all regions, a processor',
      value: count / (reading / 1000),
      unit: 'facts/s',
      goal: 40_000,
    },
    replaying(law, children),
    ...[0, 20, 300].flatMap((facts) => judging(facts)),
  ];
}

/** Going through a journey of 300 facts again, each by a law that never met it: the slowest but a hundredth. */
function replaying(law: JourneyLaw, children: readonly (readonly Recorded[])[]): Figure {
  const times = Array.from({ length: 500 }, (_, time) => {
    const facts = children[time % children.length] ?? [];
    const began = performance.now();
    law.replay(facts);
    return performance.now() - began;
  }).sort((a, b) => a - b);
  return {
    name: 'replay of 300 facts, step by step, p99',
    value: times[495] ?? Number.NaN,
    unit: 'ms',
    goal: 5,
  };
}

/** Judging one more fact of children with so many: the first time a process sees the child, and once it has recorded for it. */
function judging(facts: number): Figure[] {
  const children = Array.from({ length: 60 }, (_, child) => journeyOf(facts + 1, `d${String(child)}`));
  const posts = { 'in order': inOrder, late, 'a correction': correction };
  return Object.entries(posts).flatMap(([name, proposalOf]) => {
    const asked = children.flatMap((all) => {
      const known = all.slice(0, facts);
      const proposed = proposalOf(known, all[facts]);
      return proposed === undefined ? [] : [{ known, proposed }];
    });
    if (asked.length === 0) return [];
    const at = { recordedAt: Date.UTC(2026, 0, 1), recordedBy: 'u1' };
    const perFact = (law: () => JourneyLaw): number => {
      const each = best(5, () => {
        const judges = law();
        for (const { known, proposed } of asked) judges.decide(known, [proposed], at);
      });
      return (each * 1000) / asked.length;
    };
    const remembering = journeyLaw(englandTimescales);
    const what = `judging a fact ${name}, child of ${String(facts)} facts`;
    return [
      { name: `${what}, met first`, value: perFact(() => journeyLaw(englandTimescales)), unit: 'µs' },
      { name: `${what}, known`, value: perFact(() => remembering), unit: 'µs' },
    ];
  });
}

const inOrder = (_: readonly Recorded[], next: Recorded | undefined): ProposedFact | undefined =>
  next && proposed(next);

/** A visit in the middle of what is known. */
function late(known: readonly Recorded[]): ProposedFact | undefined {
  const middle = known[Math.floor(known.length / 2)];
  if (middle === undefined || !('on' in middle.data)) return undefined;
  return visit(middle.data.on, 'late');
}

/** The visit nearest to the middle, a day later. */
function correction(known: readonly Recorded[]): ProposedFact | undefined {
  const visits = known.filter((fact): fact is Recorded<'ChildVisited'> => fact.type === 'ChildVisited');
  const named = visits[Math.floor(visits.length / 2)];
  if (named === undefined) return undefined;
  return {
    id: 'correction',
    type: 'FactCorrected',
    data: { fact: named.id, data: { ...named.data, on: addDays(named.data.on, 1) } },
  };
}

function visit(on: PlainDate, id: string): ProposedFact {
  return { id, type: 'ChildVisited', data: { on, purpose: 'assessment', seen: true, seenAlone: true } };
}

function proposed({ id, type, data }: Recorded): ProposedFact {
  return { id, type, data } as ProposedFact;
}

/**
 * The best of so many runs, in milliseconds of processor time, so that a busy machine does not make the law look slow:
 * there is nothing in it to wait for.
 */
function best(runs: number, work: () => void): number {
  let least = Infinity;
  for (let run = 0; run < runs; run += 1) {
    const from = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(from);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** A lawful journey of so many facts: episodes of about eighteen months, one after the other. */
function journeyOf(length: number, child: string): readonly Recorded[] {
  const facts: Recorded[] = [];
  const tell = <T extends FactType>(type: T, day: number, data: Omit<Facts[T], 'on'>): void => {
    if (facts.length >= length) return;
    const revision = facts.length;
    const on = addDays(plainDate('2014-01-06'), day);
    facts.push({
      id: `${child}-${String(revision)}`,
      type,
      data: { ...data, on },
      revision,
      recordedAt: Date.UTC(2014, 0, 6 + day, 12),
      recordedBy: 'u1',
    } as unknown as Recorded);
  };
  tell('ChildRegistered', 0, { sex: 'F', dateOfBirth: plainDate('2012-03-14') });
  for (let episode = 0; facts.length < length; episode += 1) episodeOf(tell, episode);
  return facts;
}

type Tell = <T extends FactType>(type: T, day: number, data: Omit<Facts[T], 'on'>) => void;

function episodeOf(tell: Tell, episode: number): void {
  const day = episode * 420;
  const contactId = `C${String(episode)}`;
  const met = {
    invited: ['social-care', 'police', 'health'],
    attended: ['social-care', 'police', 'health'],
    reportsReceived: ['social-care'],
    childParticipated: false,
  } as const;
  tell('ContactReceived', day, { contactId, source: '2A' });
  tell('ContactDecided', day, { contactId, outcome: 'referral' });
  tell('ReferralReceived', day, { source: '2A', contactId });
  tell('ReferralDecided', day + 1, { decision: 'assess' });
  tell('AssessmentStarted', day + 1, { kind: 'single' });
  tell('ChildVisited', day + 3, { purpose: 'assessment', seen: true, seenAlone: true });
  tell('StrategyDiscussionHeld', day + 7, {
    attended: ['social-care', 'police', 'health'],
    decision: 'section-47-joint',
  });
  tell('Section47Concluded', day + 20, { outcome: 'conference-required', substantiated: true });
  tell('InitialConferenceHeld', day + 25, { ...met, outcome: 'plan' });
  tell('PlanStarted', day + 25, { categories: ['NEG'] });
  tell('AssessmentAuthorised', day + 40, { kind: 'single', factors: ['3B'], outcome: 'child-in-need' });
  for (let week = 0; week < 12; week += 1)
    tell('ChildVisited', day + 42 + week, { purpose: 'protection-plan', seen: true, seenAlone: true });
  tell('ReviewConferenceHeld', day + 100, { ...met, outcome: 'continue' });
  tell('PlanCategoriesChanged', day + 100, { categories: ['EMO', 'NEG'] });
  for (let week = 0; week < 8; week += 1)
    tell('ChildVisited', day + 110 + week * 7, { purpose: 'protection-plan', seen: true, seenAlone: true });
  tell('ReviewConferenceHeld', day + 260, { ...met, outcome: 'end' });
  tell('PlanEnded', day + 260, { reason: 'review-decision', stepDown: 'child-in-need' });
  tell('ChildInNeedPlanStarted', day + 260, {});
  tell('ChildInNeedPlanReviewed', day + 330, {});
  tell('ChildInNeedPlanEnded', day + 400, {});
  tell('CaseClosed', day + 401, { reason: 'RC7' });
}

import { verdictOn, type Role } from '#access';
import { isCorrectionType, type FactType, type Ordinary, type Proposed } from '#events';
import type { Recorded } from '#history';
import { importFaults } from './import-only.ts';
import type { Past } from './past.ts';
import type { RecorderParts } from './recorder.ts';
import type { NotPermitted, RecordRequest, Refusal } from './request.ts';

/** The facts may be recorded; of each that waits to be countersigned, by whom it may be. */
export interface Permitted {
  readonly owed: readonly (readonly Role[] | undefined)[];
}

/** Whether the table of roles lets the person record these facts. Corrections are gated as the facts they touch. */
export function permittedBy(
  { laws, rules }: Pick<RecorderParts, 'laws' | 'rules'>,
  { authority, by, facts }: RecordRequest,
  past: Past,
  ids: readonly string[],
  recordedAt: number,
): Permitted | { readonly refusal: Refusal } {
  const { roles } = by;
  if (roles === undefined) return { owed: [] };
  const proposing = {
    roles,
    isOwnCase: () => laws(authority).read(past.facts).circumstances.worker?.worker === (by.worker ?? by.user),
    isImport: () => importFaults(facts, past, ids).length > 0,
    calendar: rules.of(authority).calendar,
    recordedAt,
  };
  const lacking: NotPermitted[] = [];
  const owed = facts.map((fact, index) => {
    const touches = isCorrectionType(fact.type) ? touchedBy(fact, ids, facts, past.facts) : undefined;
    const verdict = verdictOn(proposing, { type: fact.type, touches, ...whenOf(fact), isRestedOn: rests(fact, facts) });
    if (verdict.may === 'no') {
      const { reason, ask, atNight } = verdict;
      lacking.push({ fact: index, type: touches ?? fact.type, reason, ask, atNight });
    }
    return verdict.may === 'countersigned' ? verdict.by : undefined;
  });
  return lacking.length > 0 ? { refusal: { because: 'not-permitted', lacking } } : { owed };
}

/** The type of the fact that a correction touches in the end: a withdrawal of a withdrawal touches what was withdrawn. */
function touchedBy(
  correction: Proposed,
  ids: readonly string[],
  facts: readonly Proposed[],
  past: readonly Recorded[],
): FactType | undefined {
  let touched: Proposed | Recorded | undefined = correction;
  // No fact can touch one that came after it, so it ends; whatever else is stored, it ends as well.
  for (let steps = 0; steps <= past.length + facts.length; steps += 1) {
    if (touched === undefined || !isCorrectionType(touched.type)) return touched?.type;
    const { fact } = touched.data as { readonly fact: string };
    touched = past.find(({ id }) => id === fact) ?? facts[ids.indexOf(fact)];
  }
  return undefined;
}

/** When what a fact tells happened; of a correction, as it is told now. A withdrawal tells of no day. */
function whenOf(fact: Proposed): Partial<Pick<Ordinary['data'], 'on' | 'at'>> {
  if (fact.type === 'FactWithdrawn') return {};
  const { on, at } = fact.type === 'FactCorrected' ? fact.data.data : fact.data;
  return { on, at };
}

/** A plan is lawful only on the day of the conference that decided on it: posted with it, the conference may not hold it back. */
function rests(fact: Proposed, facts: readonly Proposed[]): boolean {
  if (fact.type !== 'InitialConferenceHeld' || fact.data.outcome !== 'plan') return false;
  const { on } = fact.data;
  return facts.some((other) => other.type === 'PlanStarted' && other.data.on === on);
}

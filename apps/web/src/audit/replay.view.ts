import type { ReplayRead, StepRead } from '#recording';
import { meaningOf, titleOf } from '../child/fact-words.ts';
import { dateTyped, type DateTyped } from '../form/date-input.ts';
import type { Fault } from '../form/faults.ts';
import { day, moment, one } from '../page/filters.ts';
import type { View } from '../page/page.ts';
import { addressWith } from '../performance/addresses.ts';
import { codeInWords } from '../performance/in-words.ts';
import { auditCrumbs, auditOf, auditParts } from './child-pages.ts';
import { clocksSaid, dutyTitle, rulesSaid, type ClockSaid, type RuleSaid } from './clocks-said.ts';
import { factSaid, type Said } from './fact-said.ts';
import { momentQuery, type MomentAsked } from './moments.ts';

/** A child's journey gone through again, one step on the page at a time. */
export interface ReplayView extends View {
  readonly child: string;
  readonly parts: readonly object[];
  readonly action: string;
  readonly moment: string;
  readonly known: DateTyped;
  readonly happened: DateTyped;
  readonly orders: readonly { readonly value: string; readonly text: string; readonly checked: boolean }[];
  /** What the form that goes to a step hands on. */
  readonly kept: readonly { readonly name: string; readonly value: string }[];
  readonly steps: number;
  readonly number: number;
  readonly step: StepShown | undefined;
  readonly previous: string | undefined;
  readonly next: string | undefined;
  readonly list: readonly StepListed[];
  /** The days on which something was recorded, and on which something happened: where a slider can stand. */
  readonly knownDays: string;
  readonly happenedDays: string;
}

export interface StepShown {
  readonly title: string;
  readonly meaning: string;
  readonly marks: readonly { readonly text: string; readonly classes: string }[];
  readonly about: readonly Said[];
  readonly said: readonly Said[];
  /** Texts that cannot be read any more, and why. */
  readonly closed: readonly string[];
  readonly before: string;
  readonly after: string;
  readonly clocks: readonly ClockSaid[];
  readonly missed: readonly string[];
  readonly rules: readonly RuleSaid[];
  readonly unread: string;
}

export interface StepListed {
  readonly number: number;
  readonly href: string;
  readonly on: string;
  readonly title: string;
  readonly after: string;
  readonly isHere: boolean;
}

export interface StepAsked {
  readonly moment: MomentAsked;
  readonly order: 'happened' | 'recorded';
  /** The step to stand at: its number, or the fact it is of. The last one unless said. */
  readonly number: number | undefined;
  readonly fact: string | undefined;
  readonly today: string;
}

export function replayView(
  authority: string,
  child: string,
  replay: ReplayRead | undefined,
  asked: StepAsked,
  faults: readonly Fault[] = [],
): ReplayView {
  const path = auditOf(authority, child);
  const steps = replay?.steps ?? [];
  const number = numberIn(steps, asked);
  const query = { ...momentQuery(asked.moment), order: asked.order === 'recorded' ? asked.order : undefined };
  const at = (step: number): string => addressWith(path, { ...query, step });
  const step = steps[number - 1];
  return {
    title: `Audit of ${child}`,
    section: 'audit',
    breadcrumbs: auditCrumbs(authority, child),
    faults: [...asked.moment.faults, ...faults],
    child,
    parts: auditParts(authority, child, 'replay'),
    action: path,
    moment: momentInWords(asked.moment),
    known: kept(asked.moment.known, asked.moment.knownAt),
    happened: asked.moment.happened,
    orders: orders.map(({ value, text }) => ({ value, text, checked: value === asked.order })),
    kept: Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
    steps: steps.length,
    number,
    step: step === undefined || replay === undefined ? undefined : stepShown(step, replay),
    previous: number > 1 ? at(number - 1) : undefined,
    next: number < steps.length ? at(number + 1) : undefined,
    list: steps.map(({ fact, standing }, index) => ({
      number: index + 1,
      href: at(index + 1),
      on: fact.on === undefined ? '' : day(fact.on),
      title: titleOf(fact.type),
      after: standing.after,
      isHere: index + 1 === number,
    })),
    knownDays: (replay?.days.recorded ?? []).join(' '),
    happenedDays: (replay?.days.happened ?? []).join(' '),
  };
}

const orders = [
  { value: 'happened', text: 'As things happened' },
  { value: 'recorded', text: 'As they came to be known' },
];

/** The step asked for, where there is one; a fact that is no step is not guessed at. */
function numberIn(steps: readonly StepRead[], { number, fact }: StepAsked): number {
  const found = fact === undefined ? -1 : steps.findIndex((step) => step.fact.id === fact);
  if (found >= 0) return found + 1;
  if (number === undefined) return steps.length;
  return Math.max(Math.min(1, steps.length), Math.min(number, steps.length));
}

function stepShown({ fact, standing, clocks, missed, unread }: StepRead, { rules }: ReplayRead): StepShown {
  const said = clocksSaid(clocks);
  return {
    title: titleOf(fact.type),
    meaning: meaningOf(fact.type),
    marks: marksOf(fact),
    about: [
      {
        name: 'Happened',
        value: fact.on === undefined ? 'on no day of its own: it is about another fact' : day(fact.on),
      },
      { name: 'Recorded', value: `${moment(fact.recordedAt)}${lagSaid(fact.recordedDaysLater)}` },
      { name: 'By', value: byWhom(fact) },
      ...(fact.judgedUnder === undefined ? [] : [{ name: 'Judged under', value: fact.judgedUnder }]),
      { name: 'Fact', value: `${fact.id}, number ${String(fact.revision)} of the record` },
    ],
    said: factSaid(fact.type, fact.data),
    closed: [
      ...(fact.erased ?? []).map((field) => `${codeInWords(field)}: erased, nobody can read it again`),
      ...(fact.unreadable ?? []).map((field) => `${codeInWords(field)}: the keys here do not open it`),
    ],
    before: standing.before,
    after: standing.after,
    clocks: said,
    missed: missed.map(dutyTitle),
    rules: rulesSaid(
      said.flatMap(({ rule }) => (rule === '' ? [] : [rule])),
      rules,
    ),
    unread: unread === undefined ? '' : unread.sentence,
  };
}

function marksOf({ withdrawnBy, correctedBy, masked, recordedDaysLater = 0 }: StepRead['fact']): StepShown['marks'] {
  return [
    ...(withdrawnBy === undefined ? [] : [{ text: 'Withdrawn', classes: 'govuk-tag--red' }]),
    ...(correctedBy === undefined ? [] : [{ text: 'Corrected', classes: 'govuk-tag--orange' }]),
    ...(masked === true ? [{ text: 'Recorded for the wrong child', classes: 'govuk-tag--purple' }] : []),
    ...(recordedDaysLater > 1 ? [{ text: 'Recorded late', classes: 'govuk-tag--yellow' }] : []),
  ];
}

function byWhom({ recordedBy, role }: StepRead['fact']): string {
  if (recordedBy === undefined) return 'somebody whose name only an auditor may see';
  return role === undefined ? recordedBy : `${recordedBy}, ${role}`;
}

function lagSaid(days: number | undefined): string {
  if (days === undefined || days === 0) return '';
  return days < 0 ? `, ${one(-days, 'day')} before it happened` : `, ${one(days, 'day')} later`;
}

/** "As known at the end of 5 January 2018, as happened by 1 March 2018". */
export function momentInWords({ knownAt, happenedBy }: Pick<MomentAsked, 'knownAt' | 'happenedBy'>): string {
  const known = knownAt === undefined ? 'As known now' : `As known ${moment(knownAt)}`;
  return happenedBy === undefined ? known : `${known}, as happened by the end of ${day(happenedBy)}`;
}

function kept(typed: DateTyped, knownAt: string | undefined): DateTyped {
  return typed.fault === undefined && knownAt === undefined ? dateTyped(undefined) : typed;
}

import { mayPost } from '#access';
import { childAddress } from '../child/addresses.ts';
import { slugOf, titleOf } from '../child/fact-words.ts';
import { at } from '../services/services.ts';
import type { View } from '../page/page.ts';
import type { Person } from '../session/session.ts';
import { day, one } from '../page/filters.ts';
import { dutyChoices } from './duty-choices.ts';
import { addressOf, type Asked, type Whose } from './asked.ts';
import type { Waiting } from './waiting.ts';
import { isOffered } from '../page/permitted.ts';
import type { Deadline, Deadlines, DriftingCase, DriftingCases, Silence } from './answers.ts';

/** A line of the list: one thing to be done for one child. */
export interface DeadlineLine {
  readonly child: string;
  /** Where the record is, for whoever may open it. */
  readonly caseAt: string | undefined;
  readonly what: string;
  readonly due: string;
  readonly tag: { readonly text: string; readonly classes: string };
  /** "3 working days left", "due today", "1 working day gone". */
  readonly left: string;
  readonly force: string | null;
  readonly whose: string;
  readonly whyAt: string | undefined;
  /** What would meet it, for whoever may record. */
  readonly next: readonly { readonly text: string; readonly href: string }[];
}

export interface SilentLine {
  readonly child: string;
  readonly caseAt: string | undefined;
  readonly says: readonly string[];
  readonly whose: string;
  readonly changes: string | undefined;
}

export interface MyWorkView extends View {
  readonly on: string;
  /** What waits for this person besides deadlines. */
  readonly waiting: readonly Waiting[];
  /** Where all that waits to be countersigned is listed, for whoever may see it. */
  readonly owedAt: string | undefined;
  readonly tabs: readonly { readonly text: string; readonly href: string; readonly active: boolean }[];
  readonly whose: Whose;
  readonly states: readonly object[];
  readonly clocks: readonly object[];
  readonly isNarrowed: boolean;
  readonly lines: readonly DeadlineLine[];
  readonly nextPage: string | undefined;
  readonly firstPage: string | undefined;
  readonly silent: readonly SilentLine[];
  /** After how long a case counts as quiet where no rule says how often: "20 working days". */
  readonly quietFor: string;
  readonly silentCount: number;
  readonly silentFrom: number;
  readonly silentNext: string | undefined;
  readonly silentBefore: string | undefined;
  /** Whether the person may record what would meet a deadline. */
  readonly records: boolean;
  readonly clearAt: string;
}

export interface MyWorkAnswers {
  readonly asked: Asked;
  readonly person: Person;
  readonly deadlines: Deadlines;
  readonly drift: DriftingCases;
  readonly waiting: readonly Waiting[];
  /** Working days. */
  readonly quietFor: number;
}

/** What is to be done, the most urgent first, and which cases have gone quiet. */
export function myWorkView({ asked, person, deadlines, drift, waiting, quietFor }: MyWorkAnswers): MyWorkView {
  const ways = waysOf(person);
  const shown = drift.cases.length;
  return {
    title: 'My work',
    section: 'my-work',
    on: deadlines.on,
    waiting,
    owedAt: isOffered(person, 'countersignatures') ? '/my-work/countersignatures' : undefined,
    tabs: tabsOf(asked, person),
    whose: asked.whose,
    states: choices(asked.state, [
      ['', 'All'],
      ['overdue', 'Overdue'],
      ['due-soon', 'Due soon'],
      ['running', 'Later'],
    ]),
    clocks: choices(asked.clock, [['', 'All'], ...dutyChoices]),
    isNarrowed: asked.state !== undefined || asked.clock !== undefined,
    lines: deadlines.deadlines.map((each) => lineOf(ways, each)),
    nextPage: deadlines.next === null ? undefined : addressOf(asked, { cursor: deadlines.next }),
    firstPage: asked.cursor === undefined ? undefined : addressOf(asked, { cursor: undefined }),
    silent: drift.cases.map((each) => silentOf(ways.caseAt(each.child), each)),
    quietFor: one(quietFor, 'working day'),
    silentCount: drift.drifting,
    silentFrom: asked.silent + 1,
    silentNext: asked.silent + shown < drift.drifting ? addressOf(asked, { silent: asked.silent + shown }) : undefined,
    silentBefore: asked.silent > 0 ? addressOf(asked, { silent: Math.max(0, asked.silent - 10) }) : undefined,
    records: ways.records,
    clearAt: addressOf(asked, { state: undefined, clock: undefined, cursor: undefined }),
  };
}

function tabsOf(asked: Asked, { team }: Person): MyWorkView['tabs'] {
  const tabs: readonly (readonly [Whose, string])[] = [
    ['me', 'Mine'],
    ...(team === undefined ? [] : [['team', `My team (${team})`] as const]),
    ['all', 'Everyone'],
  ];
  return tabs.map(([whose, text]) => ({
    text,
    href: addressOf({ ...asked, cursor: undefined, silent: 0 }, { whose }),
    active: whose === asked.whose,
  }));
}

function choices(chosen: string | undefined, all: readonly (readonly [string, string])[]): readonly object[] {
  return all.map(([value, text]) => ({ value, text, selected: value === (chosen ?? '') }));
}

const tags = {
  overdue: { text: 'Overdue', classes: 'govuk-tag--red' },
  'due-soon': { text: 'Due soon', classes: 'govuk-tag--yellow' },
  running: { text: 'In time', classes: 'govuk-tag--blue' },
  unknown: { text: 'Not known', classes: 'govuk-tag--grey' },
} as const;

/** The ways on from a line: an analyst is told ids, and no record; an auditor opens records, and adds nothing. */
interface Ways {
  readonly caseAt: (child: string) => string | undefined;
  readonly records: boolean;
}

function waysOf(person: Person): Ways {
  const opens = isOffered(person, 'case-record');
  return {
    caseAt: (child) => (opens ? childAddress(person.authority, child) : undefined),
    records: opens && mayPost(person.roles),
  };
}

function lineOf(ways: Ways, deadline: Deadline): DeadlineLine {
  const { child, clock, title, startedOn, due, dueAt, state, force, metBy } = deadline;
  const caseAt = ways.caseAt(child);
  return {
    child,
    caseAt,
    what: title,
    due: due === null ? 'No limit' : due === 'unknown' ? 'Beyond the known bank holidays' : (dueAt ?? due),
    tag: tags[state],
    left: leftOf(deadline),
    force,
    whose: whoseCase(deadline),
    whyAt: caseAt && `${caseAt}${at`/clocks/${clock}?startedOn=${startedOn}`}`,
    next: (ways.records ? metBy : []).map((type) => ({
      text: titleOf(type),
      href: `${caseAt ?? ''}/record/${slugOf(type)}`,
    })),
  };
}

function leftOf({ state, due, dueAt, workingDaysLeft, workingDaysGone }: Deadline): string {
  if (due === null) return '';
  if (state === 'overdue') {
    if (dueAt !== undefined && workingDaysGone === 0) return 'since today';
    // A weekend or a bank holiday is no working day: the due day is past, and none has gone.
    if (workingDaysGone === 0) return 'its day has passed';
    return typeof workingDaysGone === 'number' ? `${one(workingDaysGone, 'working day')} gone` : '';
  }
  if (typeof workingDaysLeft !== 'number') return '';
  return workingDaysLeft === 0 ? 'due today' : `${one(workingDaysLeft, 'working day')} left`;
}

function silentOf(caseAt: string | undefined, { child, silences, changesOfWorker, ...of }: DriftingCase): SilentLine {
  return {
    child,
    caseAt,
    says: silences.map(silenceInWords),
    whose: whoseCase(of),
    changes: changesOfWorker === 0 ? undefined : `${one(changesOfWorker, 'change')} of worker`,
  };
}

const absences = { visit: 'visit', 'core-group': 'core group', review: 'review', allocation: 'worker' } as const;
const last = { visit: 'seen', 'core-group': 'held', review: 'held', allocation: 'allocated' } as const;

function silenceInWords({ absent, lastOn, since, days, expected }: Silence): string {
  const what = `No ${absences[absent]} since ${day(since)}`;
  if (expected !== null) return `${what}. One was expected by ${day(expected.by)}.`;
  if (absent === 'allocation') return `Nobody has had this case since ${day(since)}, ${one(days, 'day')} ago.`;
  if (lastOn !== null && lastOn === since) return `Last ${last[absent]} on ${day(lastOn)}, ${one(days, 'day')} ago.`;
  return `${what}, ${one(days, 'day')} ago.`;
}

function whoseCase({ worker, team }: { readonly worker: string | null; readonly team: string | null }): string {
  return worker === null ? 'Nobody' : team === null ? worker : `${worker}, ${team}`;
}

import type { ClockCompared, Comparison } from '#recording';
import { titleOf } from '../child/fact-words.ts';
import type { Fault } from '../form/faults.ts';
import { day, moment } from '../page/filters.ts';
import type { View } from '../page/page.ts';
import { auditAddress } from '../performance/addresses.ts';
import { codeInWords } from '../performance/in-words.ts';
import { auditCrumbs, auditOf, auditParts } from './child-pages.ts';
import { dueSaid, dutyTitle } from './clocks-said.ts';
import type { MomentAsked } from './moments.ts';
import { momentInWords } from './replay.view.ts';

/** A journey at two moments: what is otherwise at the second. */
export interface MomentsView extends View {
  readonly child: string;
  readonly parts: readonly object[];
  readonly action: string;
  readonly first: MomentAsked;
  readonly second: MomentAsked;
  readonly compared: MomentsCompared | undefined;
}

export interface MomentsCompared {
  readonly from: string;
  readonly to: string;
  readonly standing: { readonly from: string; readonly to: string };
  readonly facts: readonly {
    readonly what: string;
    readonly title: string;
    readonly says: string;
    readonly href: string;
  }[];
  readonly clocks: readonly { readonly duty: string; readonly from: string; readonly to: string }[];
}

export function momentsView(
  authority: string,
  child: string,
  moments: { readonly first: MomentAsked; readonly second: MomentAsked },
  comparison: Comparison | undefined,
  faults: readonly Fault[] = [],
): MomentsView {
  const { first, second } = moments;
  return {
    title: `Two moments of ${child}`,
    section: 'audit',
    breadcrumbs: auditCrumbs(authority, child),
    faults: [...first.faults, ...second.faults, ...faults],
    child,
    parts: auditParts(authority, child, 'comparison'),
    action: `${auditOf(authority, child)}/comparison`,
    first,
    second,
    compared: comparison && {
      from: momentInWords(first),
      to: momentInWords(second),
      standing: comparison.standing,
      facts: factsCompared(authority, child, comparison),
      clocks: comparison.clocks.map((clock) => ({
        duty: dutyTitle(clock.clock),
        from: clockThen(clock.from),
        to: clockThen(clock.to),
      })),
    },
  };
}

function factsCompared(authority: string, child: string, { facts }: Comparison): MomentsCompared['facts'] {
  const said = (what: string, fact: Comparison['facts']['added'][number], more = '') => ({
    what,
    title: titleOf(fact.type),
    says: `${fact.on === undefined ? '' : `Of ${day(fact.on)}, `}recorded ${moment(fact.recordedAt)}${more}.`,
    href: auditAddress(authority, child, fact.id),
  });
  return [
    ...facts.added.map((fact) => said('Part of it at the second only', fact)),
    ...facts.gone.map((fact) => said('Part of it at the first only', fact)),
    ...facts.changed.map(({ fact, onFrom, onTo }) =>
      said(
        'Corrected between',
        fact,
        onFrom === onTo ? '' : `; first said to be of ${day(onFrom)}, then of ${day(onTo)}`,
      ),
    ),
  ];
}

function clockThen(clock: ClockCompared['from']): string {
  if (clock === null) return 'No such clock';
  const stopped = clock.stoppedOn === undefined ? '' : `, stopped on ${day(clock.stoppedOn)}`;
  return `${codeInWords(clock.state)}, ${dueSaid(clock.due, clock.dueAt)}${stopped}`;
}

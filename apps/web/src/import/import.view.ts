import { one } from '../page/filters.ts';
import type { Fault } from '../form/faults.ts';
import type { View } from '../page/page.ts';
import type { ImportFault, ImportStanding } from './answers.ts';

export interface ImportView extends View {
  readonly authority: string;
}

/** Asks for a census file. */
export function importView(authority: string, faults: readonly Fault[] = []): ImportView {
  return { title: 'Take over a children in need census', section: 'import', authority, faults };
}

export interface StandingView extends View {
  readonly id: string;
  readonly file: string;
  readonly year: number;
  readonly isGoingOn: boolean;
  readonly percent: number;
  readonly says: string;
  readonly failed: string | undefined;
  readonly counts: readonly { readonly key: { readonly text: string }; readonly value: { readonly text: string } }[];
  readonly faultCount: number;
  readonly shownFaults: readonly (ImportFault & { readonly caseAt: string | undefined })[];
  readonly reportAt: string;
}

/** How far an import is, what it recorded, and what it left out and why. */
export function standingView(authority: string, standing: ImportStanding): StandingView {
  const { id, file, year, state, percent, children, changed, recorded, faults, firstFaults, failed } = standing;
  const row = (text: string, value: string) => ({ key: { text }, value: { text: value } });
  return {
    title: `Census of ${String(year)}: ${titles[state]}`,
    section: 'import',
    breadcrumbs: [{ text: 'Import', href: '/import' }],
    id,
    file,
    year,
    isGoingOn: state === 'waiting' || state === 'running',
    percent,
    says: saysOf(standing),
    failed: failed?.detail,
    counts: [
      row('Children read', one(children, 'child', 'children')),
      row('Children something was recorded of', one(changed, 'child', 'children')),
      row('Facts recorded', one(recorded, 'fact')),
      row('Left out or assumed', one(faults, 'thing')),
    ],
    faultCount: faults,
    shownFaults: firstFaults.map((fault) => ({
      ...fault,
      caseAt: fault.child && `/cases/${encodeURIComponent(authority)}/${encodeURIComponent(fault.child)}`,
    })),
    reportAt: `/import/${encodeURIComponent(id)}/report`,
  };
}

const titles = { waiting: 'waiting', running: 'being taken over', complete: 'taken over', failed: 'stopped' } as const;

function saysOf({ state, percent, secondsLeft, faults }: ImportStanding): string {
  if (state === 'waiting') return 'It is taken over when those before it are done.';
  if (state === 'failed') return 'It stopped. What was taken over before that stands.';
  if (state === 'complete') {
    return faults === 0 ? 'It was taken over whole.' : 'It was taken over, but for what is listed here.';
  }
  const left = secondsLeft === undefined ? '' : `, about ${one(Math.max(1, secondsLeft), 'second')} left`;
  return `${String(percent)} % is done${left}.`;
}

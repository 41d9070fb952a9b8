import type { AccessRead } from '#recording';
import { dateTyped, type DateTyped } from '../form/date-input.ts';
import type { Fault } from '../form/faults.ts';
import { day, moment } from '../page/filters.ts';
import type { View } from '../page/page.ts';
import { isPlainDate } from '#calendar';
import { addressWith } from '../performance/addresses.ts';
import { auditCrumbs, auditOf, auditParts } from './child-pages.ts';

/** What the access log answers of one child. */
export interface AccessesAnswer {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly next: string | null;
  readonly accesses: readonly AccessRead[];
}

export interface AccessesAsked {
  readonly from: DateTyped;
  readonly to: DateTyped;
  readonly user: string;
  readonly faults: readonly Fault[];
}

/** Who looked at a child's record, when, in which role, at what and why. */
export interface AccessesView extends View {
  readonly child: string;
  readonly parts: readonly object[];
  readonly action: string;
  readonly from: DateTyped;
  readonly to: DateTyped;
  readonly user: string;
  readonly days: string;
  readonly rows: readonly {
    readonly at: string;
    readonly who: string;
    readonly what: string;
    readonly why: string;
    readonly others: string;
  }[];
  readonly older: string | undefined;
}

export function accessesView(
  authority: string,
  child: string,
  asked: AccessesAsked,
  answer: AccessesAnswer | undefined,
): AccessesView {
  const path = `${auditOf(authority, child)}/accesses`;
  const next = answer?.next ?? undefined;
  const user = asked.user === '' ? undefined : asked.user;
  return {
    title: `Who looked at ${child}`,
    section: 'audit',
    breadcrumbs: auditCrumbs(authority, child),
    faults: asked.faults,
    child,
    parts: auditParts(authority, child, 'accesses'),
    action: path,
    from: shown(asked.from, answer?.from),
    to: shown(asked.to, answer?.to),
    user: asked.user,
    days: answer === undefined ? '' : `${day(answer.from)} to ${day(answer.to)}`,
    rows: (answer?.accesses ?? []).map(({ at, by, what, query, reason, children, refused, tokenOf }) => ({
      at: moment(at),
      who: `${by.user}, ${by.role}${tokenOf === undefined ? '' : ` of authority ${tokenOf}`}`,
      what: `${refused === undefined ? '' : 'Refused: '}${whatInWords(what, query)}`,
      why: reason ?? 'no reason given',
      others:
        children === 'every'
          ? 'with every child of the authority'
          : children.length > 1
            ? `with ${String(children.length - 1)} other ${children.length === 2 ? 'child' : 'children'}`
            : '',
    })),
    older:
      answer === undefined || next === undefined
        ? undefined
        : addressWith(path, { from: answer.from, to: answer.to, user, before: next }),
  };
}

function shown(typed: DateTyped, given: string | undefined): DateTyped {
  return typed.fault === undefined && isPlainDate(given) ? dateTyped(given) : typed;
}

/** What was looked at, by the end of the address that was asked; whatever is new is told as it was asked. */
function whatInWords(what: string, query: Readonly<Record<string, string>>): string {
  const [method = '', address = ''] = what.split(' ', 2);
  const said = looks.find(([end]) => address.endsWith(end))?.[1];
  const preview = query['preview'] === 'true' ? ', as a preview' : '';
  if (said === undefined) return `${what}${preview}`;
  return method === 'GET' ? said : `${said} (${method})${preview}`;
}

const looks: readonly (readonly [string, string])[] = [
  ['/replay', 'The journey, step by step'],
  ['/replay/comparison', 'Two moments of the journey'],
  ['/verify', 'Whether the record was changed'],
  ['/children/:child/accesses', 'Who looked'],
  ['/bundle', 'The record, given out'],
  ['/journey', 'The journey'],
  ['/explain', 'How a day was worked out'],
  ['/measures/:measure/rows', 'Children behind a figure'],
  ['/measures/:measure/comparison', 'Children who differ between two figures'],
  ['/difference/:b', 'Children who moved a published figure'],
  ['/deadlines', 'The list of deadlines'],
  ['/deadlines/stream', 'The list of deadlines, live'],
  ['/facts', 'A post of facts that was refused or previewed'],
];

import { childAddress, crumbsTo } from '../child/addresses.ts';
import type { Fault } from '../form/faults.ts';
import type { View } from '../page/page.ts';
import { isOffered } from '../page/permitted.ts';
import type { Person } from '../session/session.ts';
import type { Restrictions } from './answers.ts';

/** Who may see a child's record: to whom it is kept, who is barred from it, and the forms to change either. */
export interface WhoMaySeeView extends View {
  readonly child: string;
  readonly action: string;
  readonly restriction: Restrictions['restrictions'][number] | undefined;
  readonly bars: Restrictions['bars'];
  /** Those barred, to choose from. */
  readonly barred: readonly { readonly value: string; readonly text: string; readonly checked: boolean }[];
  readonly mayRestrict: boolean;
  readonly mayBar: boolean;
  readonly typed: Typed;
}

/** What was typed, by the id of its field; a field that was not sent is as the record stands. */
export type Typed = Readonly<Partial<Record<FieldId, string>>>;

export type FieldId = 'to' | 'restrict-reason' | 'lift-reason' | 'person' | 'bar-reason' | 'barred' | 'unbar-reason';

export function whoMaySeeView(
  { authority, child, person }: { readonly authority: string; readonly child: string; readonly person: Person },
  { restrictions, bars }: Restrictions,
  typed: Typed = {},
  faults: readonly Fault[] = [],
): WhoMaySeeView {
  const restriction = restrictions.find((each) => each.child === child);
  const ofChild = bars.filter((each) => each.child === child);
  const chosen = typed.barred ?? (ofChild.length === 1 ? ofChild[0]?.person : undefined);
  return {
    title: `Who may see the record of child ${child}`,
    section: 'my-work',
    breadcrumbs: isOffered(person, 'case-record')
      ? crumbsTo(authority, child)
      : [{ text: 'Restricted records', href: '/administration/restrictions' }],
    faults,
    child,
    action: `${childAddress(authority, child)}/access`,
    restriction,
    bars: ofChild,
    barred: ofChild.map((bar) => ({ value: bar.person, text: bar.person, checked: bar.person === chosen })),
    mayRestrict: isOffered(person, 'restrict-case'),
    mayBar: isOffered(person, 'bar-person'),
    typed: { to: restriction?.to.join('\n') ?? '', ...typed },
  };
}

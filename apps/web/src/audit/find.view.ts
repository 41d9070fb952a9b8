import { isChildId } from '#http';
import { errorAt, type Fault } from '../form/faults.ts';
import type { View } from '../page/page.ts';

/** Where an audit begins: which child. */
export interface FindView extends View {
  readonly authority: string;
  readonly child: string;
  readonly childError: { readonly text: string } | undefined;
}

export function findView(authority: string, child: string | undefined): FindView {
  const faults = child === undefined ? [] : findFaults(child);
  return {
    title: 'Audit a child’s record',
    section: 'audit',
    authority,
    child: child ?? '',
    faults,
    childError: errorAt(faults, 'child'),
  };
}

/** What is to be put right in an id before anybody is looked for. */
export function findFaults(child: string): readonly Fault[] {
  if (child === '') return [{ field: 'child', text: 'Enter a child id' }];
  if (isChildId(child)) return [];
  return [{ field: 'child', text: 'A child id must be 20 letters a to z and numbers or fewer' }];
}

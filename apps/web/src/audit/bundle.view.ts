import { errorAt, type Fault } from '../form/faults.ts';
import type { View } from '../page/page.ts';
import { auditCrumbs, auditOf, auditParts } from './child-pages.ts';

/** What somebody typed to give a record out. */
export interface BundleTyped {
  readonly recipient: string;
  readonly reason: string;
  readonly open: string;
}

/** A child's record with its proofs, for a recipient outside. */
export interface BundleView extends View {
  readonly child: string;
  readonly parts: readonly object[];
  readonly action: string;
  readonly typed: BundleTyped;
  readonly opens: readonly {
    readonly value: string;
    readonly text: string;
    readonly hint: object;
    readonly checked: boolean;
  }[];
  readonly recipientError: { readonly text: string } | undefined;
  readonly reasonError: { readonly text: string } | undefined;
}

export function bundleView(
  authority: string,
  child: string,
  typed: BundleTyped,
  faults: readonly Fault[] = [],
): BundleView {
  return {
    title: `Give out the record of ${child}`,
    section: 'audit',
    breadcrumbs: auditCrumbs(authority, child),
    faults,
    child,
    parts: auditParts(authority, child, 'bundle'),
    action: `${auditOf(authority, child)}/bundle`,
    typed,
    opens: opens.map(({ value, text, hint }) => ({ value, text, hint: { text: hint }, checked: value === typed.open })),
    recipientError: errorAt(faults, 'recipient'),
    reasonError: errorAt(faults, 'reason'),
  };
}

const opens = [
  { value: 'child', text: 'The child’s own name and numbers', hint: 'Every other sealed text is withheld.' },
  { value: 'none', text: 'None', hint: 'Every sealed text is withheld. What was recorded can still be proved.' },
  { value: 'all', text: 'All', hint: 'Notes and reasons too. What is another child’s is still withheld.' },
];

/** The texts that may be opened, as they were chosen: the least there is where nothing we know was. */
export function openIn(text: string | undefined): string {
  return opens.find(({ value }) => value === text)?.value ?? 'child';
}

/** What is to be put right before the record may leave. The reason goes into the access log as it stands. */
export function bundleFaults({ recipient, reason }: BundleTyped): readonly Fault[] {
  const recipients: Fault[] =
    recipient === ''
      ? [{ field: 'recipient', text: 'Enter who the record is for' }]
      : recipient.length > 200
        ? [{ field: 'recipient', text: 'Who the record is for must be 200 characters or fewer' }]
        : [];
  const reasons: Fault[] =
    reason === ''
      ? [{ field: 'reason', text: 'Enter why the record is given out' }]
      : /^[\x20-\x7e]{1,200}$/.test(reason)
        ? []
        : [{ field: 'reason', text: 'The reason must be one line of 200 plain letters, digits and signs or fewer' }];
  return [...recipients, ...reasons];
}

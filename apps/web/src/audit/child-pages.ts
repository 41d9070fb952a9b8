import type { Crumb } from '../page/page.ts';
import { childAddress } from '../child/addresses.ts';

/** The pages that audit one child. */
export type AuditPage = 'replay' | 'comparison' | 'verification' | 'accesses' | 'bundle';

/** The parts of a child's audit, as MoJ's sub-navigation takes them. */
export function auditParts(authority: string, child: string, here: AuditPage): readonly object[] {
  return pages.map(({ page, text, path }) => ({
    text,
    href: `${auditOf(authority, child)}${path}`,
    active: page === here,
  }));
}

const pages: readonly { readonly page: AuditPage; readonly text: string; readonly path: string }[] = [
  { page: 'replay', text: 'Step by step', path: '' },
  { page: 'comparison', text: 'Two moments', path: '/comparison' },
  { page: 'verification', text: 'Was it changed?', path: '/verification' },
  { page: 'accesses', text: 'Who looked', path: '/accesses' },
  { page: 'bundle', text: 'Give it out', path: '/bundle' },
];

export function auditOf(authority: string, child: string): string {
  return `/audit/${encodeURIComponent(authority)}/${encodeURIComponent(child)}`;
}

export function auditCrumbs(authority: string, child: string): readonly Crumb[] {
  return [
    { text: 'Audit', href: '/audit' },
    { text: `Journey of ${child}`, href: childAddress(authority, child) },
  ];
}

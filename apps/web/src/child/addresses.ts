import type { Crumb } from '../page/page.ts';
import { at } from '../services/services.ts';

/** A child's page. */
export function childAddress(authority: string, child: string): string {
  return at`/cases/${authority}/${child}`;
}

/** The way to a page about a child. */
export function crumbsTo(authority: string, child?: string, ...more: readonly Crumb[]): readonly Crumb[] {
  const work = { text: 'My work', href: '/my-work' };
  if (child === undefined) return [work, ...more];
  return [work, { text: `Child ${child}`, href: childAddress(authority, child) }, ...more];
}

/** The pages about one child, as the navigation beneath its heading. */
export function pagesOf(authority: string, child: string, here: 'overview' | 'history' | 'diagram'): readonly object[] {
  const address = childAddress(authority, child);
  return [
    { text: 'Overview', href: address, active: here === 'overview' },
    { text: 'History', href: `${address}/history`, active: here === 'history' },
    { text: 'Place in the journey', href: `${address}/diagram`, active: here === 'diagram' },
  ];
}

import type { Draft } from '../session/drafts.ts';
import type { View } from '../page/page.ts';

export interface NotSignedInView extends View {
  readonly says: string;
}

/** Why somebody came back from the provider and is not signed in. */
export function notSignedInView(why: 'over' | 'refused'): NotSignedInView {
  const says = {
    over: 'This sign-in took too long, or was begun in another window.',
    refused: 'Your authority’s sign-in did not confirm who you are.',
  };
  return { title: 'You are not signed in', says: says[why] };
}

export interface UnsentView extends View {
  readonly action: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly lines: readonly { readonly key: { readonly text: string }; readonly value: { readonly text: string } }[];
}

/** What was typed, to be read over before it is sent. */
export function unsentView({ address, form }: Draft): UnsentView {
  const fields = Object.entries(form)
    .filter(([name]) => name !== '_csrf')
    .flatMap(([name, value]) => (typeof value === 'string' ? [value] : value).map((each) => ({ name, value: each })));
  return {
    title: 'You were signed out before this was sent',
    action: address,
    fields,
    lines: fields
      .filter(({ name, value }) => value.trim() !== '' && !name.startsWith('_'))
      .map(({ name, value }) => ({ key: { text: called(name) }, value: { text: value } })),
  };
}

/** A field's name as words: `late-reason` and `lateReason` as "Late reason". */
function called(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[-_.[\]]+/g, ' ')
    .trim()
    .toLowerCase();
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

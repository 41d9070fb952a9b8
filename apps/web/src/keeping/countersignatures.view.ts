import { titleOf } from '../child/fact-words.ts';
import { childAddress } from '../child/addresses.ts';
import { day } from '../page/filters.ts';
import type { View } from '../page/page.ts';
import type { Person } from '../session/session.ts';
import type { Countersignatures } from './answers.ts';
import { maySign } from './signing.ts';

export interface CountersignaturesView extends View {
  readonly lines: readonly {
    readonly child: string;
    readonly recordAt: string;
    readonly what: string;
    readonly on: string;
    readonly recordedAt: string;
    readonly recordedBy: string | undefined;
    readonly whose: string;
    /** Where it is countersigned, for whoever may. */
    readonly signAt: string | undefined;
    readonly fact: string;
  }[];
}

/** What waits to be countersigned, the first recorded first, with a button on what waits for this person. */
export function countersignaturesView(person: Person, { owed }: Countersignatures): CountersignaturesView {
  return {
    title: 'Countersignatures owed',
    section: 'my-work',
    breadcrumbs: [{ text: 'My work', href: '/my-work' }],
    lines: owed.map((each) => {
      const { child, fact, type, on, recordedAt, recordedBy, by = [] } = each;
      const address = childAddress(person.authority, child);
      return {
        child,
        recordAt: `${address}/history#record-${fact}`,
        what: titleOf(type),
        on: on === null ? '' : day(on),
        recordedAt,
        recordedBy,
        whose: `a ${by.join(' or a ')}`,
        signAt: maySign(person, each) ? `${address}/countersign` : undefined,
        fact,
      };
    }),
  };
}

import type { FactType, Ordinary, Proposed } from '#events';
import { isChildId } from '#http';
import { childAddress, crumbsTo } from './addresses.ts';
import type { Fact, Journey } from './answers.ts';
import { choicesIn } from './choices.ts';
import { controlsOf, type Control } from './controls.ts';
import { postedForOne, postedMove } from './deed.ts';
import { titleOf } from './fact-words.ts';
import { leaf, type Pointed } from './faults.ts';
import { fieldsOf } from './fields.ts';
import type { Asked, Filling, ReadFilling } from './filling.ts';
import { linksFor } from './recording.ts';
import { nameOf, standingData } from './timeline.ts';
import { dataOf, textAt, ticksAt, typedOf, type FormFault, type Typed } from './typed.ts';

/** Where a correction's own data lies, and the data that it gives its record. */
const own = 'facts-0-data';
const replacement = `${own}-data`;

/** The form that corrects a record: the record's own form, filled in with what it says. */
export function correcting(journey: Journey, fact: Fact, mayBeNotKnown: boolean): Filling {
  const { type } = fact;
  const fields = fieldsOf(type);
  const note = fieldsOf('FactCorrected').filter(({ name }) => name === 'note');
  return {
    ...common(journey, fact, 'correct', `Correct: ${titleOf(type).toLowerCase()}`),
    meaning:
      'What you change here replaces what the record says from now on. What it said before is kept, and can be seen in its history.',
    sections: (asked) => [
      {
        title: nameOf(fact),
        controls: controlsOf(fields, {
          type,
          at: replacement,
          ...fieldsAsked(asked, replacement),
          mayBeNotKnown,
          choices: choicesIn(journey)(type),
        }),
      },
      {
        title: 'About the correction',
        controls: controlsOf(note, { type: 'FactCorrected', at: own, ...fieldsAsked(asked, own) }),
      },
    ],
    read: (typed) => {
      const data = dataOf(fields, typed, replacement);
      const about = dataOf(note, typed, own);
      const corrected = { fact: fact.id, data: data.data as unknown as Ordinary['data'], ...about.data };
      return readOf(journey.child, [{ type: 'FactCorrected', data: corrected }], [...data.faults, ...about.faults]);
    },
    pointed: (pointer) => pointedWithin(pointer, type),
    doIt: 'Correct the record',
    doneSays: () => `Corrected: ${nameOf(fact)}.`,
  };
}

/** What a correction's form is opened with: the record as it stands. */
export function correctionTyped(journey: Journey, fact: Fact): Typed {
  const byId = new Map(journey.facts.map((each) => [each.id, each]));
  return typedOf(fieldsOf(fact.type), standingData(fact, byId) ?? {}, replacement);
}

/** The form that withdraws a record, and with it those that could not have happened without it. */
export function withdrawing(journey: Journey, fact: Fact): Filling {
  const fields = fieldsOf('FactWithdrawn');
  return {
    ...common(journey, fact, 'withdraw', `Withdraw: ${titleOf(fact.type).toLowerCase()}`),
    meaning:
      'A withdrawn record no longer counts for anything. It is kept, and marked as withdrawn in the history: whoever may look at it sees what it said.',
    sections: (asked) => [
      {
        title: nameOf(fact),
        controls: [
          ...controlsOf(fields, { type: 'FactWithdrawn', at: own, ...fieldsAsked(asked, own) }),
          ...alsoControls(journey, asked.typed, 'Withdraw these as well'),
        ],
      },
    ],
    read: (typed) => {
      const { data, faults } = dataOf(fields, typed, own);
      const facts = [fact.id, ...ticksAt(typed, 'also')].map(
        (id) => ({ type: 'FactWithdrawn', data: { ...data, fact: id } }) as unknown as Proposed,
      );
      return readOf(journey.child, facts, faults);
    },
    pointed: (pointer) => pointedWithin(pointer.replace(/^\/facts\/[0-9]+/, '/facts/0'), undefined),
    doIt: 'Withdraw the record',
    isWarning: true,
    takesAlong: true,
    doneSays: ({ children }) => {
      const also = (children[0]?.facts.length ?? 1) - 1;
      return `Withdrawn: ${nameOf(fact)}${also === 0 ? '' : `, and ${String(also)} more`}.`;
    },
  };
}

/** The form that moves a record to the child it is of. */
export function moving(journey: Journey, fact: Fact): Filling {
  const { authority, child } = journey;
  const note = fieldsOf('FactWithdrawn').filter(({ name }) => name === 'note');
  const shared = common(journey, fact, 'move', `Move to the right child: ${titleOf(fact.type).toLowerCase()}`);
  return {
    ...shared,
    meaning:
      'The record is made for the right child as it stands here, and withdrawn here as another child’s. Nobody who reads this child’s record sees from then on what it said.',
    sections: (asked) => [
      {
        title: nameOf(fact),
        controls: [
          toControl(asked),
          ...controlsOf(note, { type: 'FactWithdrawn', at: own, ...fieldsAsked(asked, own) }),
          ...alsoControls(journey, asked.typed, 'Move these as well'),
        ],
      },
    ],
    read: (typed) => {
      const to = childTyped(textAt(typed, 'to').trim(), authority, child);
      const about = dataOf(note, typed, own);
      const facts = [fact.id, ...ticksAt(typed, 'also')].map(
        (id) =>
          ({ type: 'FactWithdrawn', data: { fact: id, why: 'wrong-child', ...about.data } }) as unknown as Proposed,
      );
      const read = readOf(child, facts, [...('says' in to ? [{ at: 'to', says: to.says }] : []), ...about.faults]);
      return 'child' in to ? { ...read, to: to.child } : read;
    },
    post: ({ children, to = '' }, seen) => {
      const withdrawals = (children[0]?.facts ?? []).map(
        ({ data }) => data as { readonly fact: string; readonly note?: string },
      );
      const said = withdrawals[0]?.note;
      const facts = withdrawals.map((each) => each.fact);
      return postedMove(authority, child, { facts, to, ...(said !== undefined && { note: said }) }, seen);
    },
    pointed: (pointer) => (pointer === '/to' ? { type: fact.type, field: undefined, path: 'on', at: 'to' } : undefined),
    doIt: 'Move the record',
    isWarning: true,
    takesAlong: true,
    doneSays: ({ to = '' }) => `Moved to child ${to}: ${nameOf(fact)}.`,
  };
}

function common(journey: Journey, fact: Fact, how: string, title: string) {
  const { authority, child } = journey;
  const address = childAddress(authority, child);
  return {
    authority,
    children: [child],
    siblings: async () => [],
    isWarning: false,
    place: {
      title,
      caption: `Child ${child}`,
      breadcrumbs: crumbsTo(authority, child, { text: 'History', href: `${address}/history` }),
      action: `${address}/facts/${fact.id}/${how}`,
    },
    post: ({ children }: ReadFilling, seen: ReadonlyMap<string, number | undefined>) =>
      postedForOne(authority, child, children[0]?.facts ?? [], seen.get(child)),
    links: ({ needs }: { readonly needs: readonly FactType[] }) => needs.flatMap((type) => linksFor(address, type)),
    doneAt: `${address}/history`,
  } satisfies Partial<Filling>;
}

function readOf(child: string, facts: readonly Proposed[], faults: readonly FormFault[]): ReadFilling {
  return { children: [{ child, facts }], faults };
}

function fieldsAsked({ typed, faults, owed }: Asked, at: string) {
  return { typed, faults, owed: owed.get(at) ?? new Map<string, string>() };
}

/** A pointer into a correction or a withdrawal: into its own data, or into that which it gives its record. */
function pointedWithin(pointer: string, corrected: FactType | undefined): Pointed | undefined {
  const steps = /^\/facts\/0\/data(\/.*)?$/.exec(pointer)?.[1]?.split('/').slice(1) ?? [];
  if (corrected !== undefined && steps[0] === 'data') return leaf(corrected, replacement, steps.slice(1));
  if (corrected !== undefined && steps[0] !== 'note') return leaf(corrected, replacement, steps);
  return leaf(corrected === undefined ? 'FactWithdrawn' : 'FactCorrected', own, steps.length === 0 ? ['why'] : steps);
}

/** Records that go with the one that is withdrawn or moved, once the services have said that they would fall. */
function alsoControls({ facts }: Journey, typed: Typed, label: string): readonly Control[] {
  const offered = ticksAt(typed, 'also');
  if (offered.length === 0) return [];
  const items = offered.map((value) => ({
    value,
    text: nameOf(facts.find(({ id }) => id === value)),
    checked: true,
  }));
  const legend = { text: label, classes: 'govuk-fieldset__legend--s' };
  return [{ component: 'checkboxes', params: { idPrefix: 'also', name: 'also', fieldset: { legend }, items } }];
}

function toControl({ typed, faults }: Asked): Control {
  const wrong = faults.find(({ at }) => at === 'to');
  return {
    component: 'input',
    params: {
      id: 'to',
      name: 'to',
      label: { text: 'The right child', classes: 'govuk-label--s' },
      hint: { text: 'The id of a child of this authority, or the address of the child’s page.' },
      classes: 'govuk-input--width-20',
      spellcheck: false,
      autocomplete: 'off',
      value: textAt(typed, 'to'),
      ...(wrong !== undefined && { errorMessage: { text: wrong.says } }),
    },
  };
}

/** The child that was named, or why a record cannot be moved there. */
export function childTyped(
  text: string,
  authority: string,
  from: string,
): { readonly child: string } | { readonly says: string } {
  const address = /(?:^|\/cases\/)([0-9]{3})[/ ]([A-Za-z0-9]{1,20})(?:[/?#].*)?$/.exec(text);
  const child = address?.[2] ?? text;
  if (address?.[1] !== undefined && address[1] !== authority) {
    return {
      says: `Child ${child} is of authority ${address[1]}. A record cannot be moved to another authority: withdraw it here as recorded for the wrong child, and have it recorded there.`,
    };
  }
  if (text === '') return { says: 'Enter the id of the right child.' };
  if (!isChildId(child)) return { says: 'An id of a child has 1 to 20 letters and digits, without spaces or signs.' };
  if (child === from) return { says: 'The record is this child’s already. Enter the id of the other child.' };
  return { child };
}

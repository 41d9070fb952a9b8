import type { Act } from '#access';
import type { Fault } from '../form/faults.ts';
import type { View } from '../page/page.ts';
import { isOffered } from '../page/permitted.ts';
import type { Person } from '../session/session.ts';
import type { WhatIfAnswer } from '../what-if/answers.ts';
import { answerView, type AnswerView } from '../what-if/what-if.view.ts';

export interface AdministrationView extends View {
  readonly parts: readonly {
    readonly title: { readonly text: string };
    readonly href: string;
    readonly hint: object;
  }[];
}

const parts: readonly { readonly text: string; readonly href: string; readonly says: string; readonly act: Act }[] = [
  {
    text: 'Rules of your authority',
    href: '/administration/rules',
    says: 'Check a file of local rules, and see what it would come to before it is put in force.',
    act: 'what-if',
  },
  {
    text: 'Alerts that reached nobody',
    href: '/administration/dead-letters',
    says: 'Alerts that were tried for half a day and given up: send them again.',
    act: 'resend-alerts',
  },
  {
    text: 'Restricted records',
    href: '/administration/restrictions',
    says: 'Which records are kept to named people, and who is barred from one: restrict, change and lift.',
    act: 'restrictions',
  },
  {
    text: 'Restricted records opened in an emergency',
    href: '/administration/break-glass',
    says: 'Who opened one and why, for a manager to review.',
    act: 'glass-broken',
  },
  {
    text: 'Countersignatures owed',
    href: '/my-work/countersignatures',
    says: 'What was recorded without the role for it, for a manager or a chair to countersign.',
    act: 'countersignatures',
  },
];

/** What there is to keep in order, for this person. */
export function administrationView(person: Person): AdministrationView {
  return {
    title: 'Administration',
    section: 'administration',
    parts: parts
      .filter(({ act }) => isOffered(person, act))
      .map(({ text, href, says }) => ({ title: { text }, href, hint: { text: says } })),
  };
}

/** Alerts some of whose recipients never got them, as the services answer: see AlertsDto. */
export interface DeadLetters {
  readonly alerts: readonly {
    readonly alert: string;
    readonly raisedAt: string;
    readonly child: string;
    readonly clock: { readonly title?: string; readonly due?: string };
    readonly deliveries: readonly {
      readonly to: string;
      readonly state: string;
      readonly attempts: number;
      readonly error: string | null;
    }[];
  }[];
  readonly next: string | null;
}

export interface LettersView extends View {
  readonly letters: readonly object[];
  readonly nextPage: string | undefined;
}

/** Each alert with what became of it, the last raised first. */
export function lettersView(
  authority: string,
  { alerts, next }: DeadLetters,
  faults: readonly Fault[] = [],
): LettersView {
  return {
    title: 'Alerts that reached nobody',
    section: 'administration',
    breadcrumbs: [{ text: 'Administration', href: '/administration' }],
    faults,
    letters: alerts.map(({ alert, raisedAt, child, clock, deliveries }) => ({
      alert,
      raisedAt,
      child,
      caseAt: `/cases/${encodeURIComponent(authority)}/${encodeURIComponent(child)}`,
      title: clock.title,
      due: clock.due,
      dead: deliveries.filter(({ state }) => state === 'dead'),
    })),
    nextPage: next === null ? undefined : `/administration/dead-letters?cursor=${encodeURIComponent(next)}`,
  };
}

export interface RulesView extends View {
  readonly authority: string;
  readonly text: string;
  readonly example: string;
  readonly answer: AnswerView | undefined;
}

/** A file of local rules to be checked, and what it would come to. */
export function rulesView(
  { authority }: Person,
  text: string,
  faults: readonly Fault[],
  answer?: WhatIfAnswer,
): RulesView {
  return {
    title: 'Rules of your authority',
    section: 'administration',
    breadcrumbs: [{ text: 'Administration', href: '/administration' }],
    faults,
    authority,
    text,
    example: JSON.stringify({ authorities: [{ authority, rules: [exampleRule] }] }, undefined, 2),
    answer: answer && answerView(answer),
  };
}

const exampleRule = {
  duty: 'later-core-group',
  from: '2027-01-01',
  limit: { weeks: 4 },
  source: 'Child protection procedure 2027, section 9',
};

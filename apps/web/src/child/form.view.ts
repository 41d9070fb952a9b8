import type { Proposed } from '#events';
import type { Fault } from '../form/faults.ts';
import type { Crumb, View } from '../page/page.ts';
import type { Answered } from './answers.ts';
import type { Control } from './controls.ts';
import { sentence } from './controls.ts';
import { effectsOf, type Effects } from './effects.ts';
import { dataInWords, titleOf, type Line } from './fact-words.ts';
import type { Section } from './fact-form.ts';
import type { LinkTo } from './child.view.ts';
import type { RefusalTold } from './refused.ts';
import type { FormFault, Typed } from './typed.ts';

/** A page that asks for what is to be recorded. */
export interface FormView extends View {
  readonly caption: string;
  readonly meaning: string;
  readonly action: string;
  /** Fact by fact, and child by child. Not `sections`: those are the navigation’s. */
  readonly asks: readonly Section[];
  readonly told: readonly (RefusalTold & { readonly links: readonly LinkTo[] })[];
  /** What the form carries that nobody types. */
  readonly hidden: readonly Hidden[];
  /** Why reasons are asked for now. */
  readonly owes: boolean;
  /** Siblings that the same may be recorded for. */
  readonly siblings: readonly SiblingChoice[];
  readonly refused: boolean;
}

export interface Hidden {
  readonly name: string;
  readonly value: string;
}

export interface SiblingChoice {
  readonly child: string;
  readonly isChosen: boolean;
}

/** A page that shows what was typed and what it would do, before it is done. */
export interface CheckView extends View {
  readonly caption: string;
  readonly action: string;
  readonly hidden: readonly Hidden[];
  readonly parts: readonly { readonly title: string; readonly lines: readonly Line[] }[];
  readonly effects: readonly { readonly child: string | undefined; readonly effects: Effects }[];
  /** What the button says that does it. */
  readonly doIt: string;
  readonly isWarning: boolean;
  /** A reason could be given that is not waited for. */
  readonly mayGiveReason: boolean;
}

/** A page that says somebody recorded something meanwhile, and keeps what was typed. */
export interface MovedView extends View {
  readonly action: string;
  readonly hidden: readonly Hidden[];
  readonly since: readonly { readonly child: string; readonly records: readonly string[] }[];
}

/** A page that says something failed which may pass, and sends the same again under the same key. */
export interface AgainView extends View {
  readonly action: string;
  readonly hidden: readonly Hidden[];
  readonly says: readonly string[];
}

export interface Place {
  readonly title: string;
  readonly caption: string;
  readonly breadcrumbs: readonly Crumb[];
  readonly action: string;
}

/** The lines of the error summary, in the order of the form. A refusal comes first: it is about all that was typed. */
export function summary(
  faults: readonly FormFault[],
  told: readonly RefusalTold[],
  sections: readonly Section[],
): readonly Fault[] {
  const labels = new Map(sections.flatMap(({ controls }) => labelsOf(controls)));
  const order = [...labels.keys()];
  const byPlace = [...faults].sort((a, b) => placeIn(order, a.at) - placeIn(order, b.at));
  const first = sections[0]?.controls[0];
  return [
    ...told.map(({ at, child, sentence: said, whatNext }) => ({
      field: at === '' && first !== undefined ? firstId(first) : at,
      text: `${child === undefined ? '' : `Child ${child}: `}${said} ${whatNext}`,
    })),
    ...byPlace.map(({ at, says }) => ({ field: at, text: sentence(labels.get(controlOf(at)) ?? 'The date', says) })),
  ];
}

function labelsOf(controls: readonly Control[]): readonly (readonly [string, string])[] {
  return controls.flatMap(({ params, controls: inner }) => {
    const id = String(params['id'] ?? params['idPrefix']);
    const fieldset = params['fieldset'] as { readonly legend: { readonly text: string } } | undefined;
    const label = (params['label'] as { readonly text: string } | undefined) ?? fieldset?.legend;
    return [[id, label?.text ?? textOf(params['legend'])] as const, ...labelsOf(inner ?? [])];
  });
}

/** What a group of controls is called, which is a text of its own. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function placeIn(order: readonly string[], at: string): number {
  const place = order.indexOf(controlOf(at));
  return place < 0 ? order.length : place;
}

/** A date's control is named by its boxes. */
function controlOf(at: string): string {
  return at.replace(/-(?:day|month|year)$/, '');
}

function firstId({ component, params }: Control): string {
  const id = String(params['id'] ?? params['idPrefix']);
  return component === 'date' ? `${id}-day` : id;
}

/** All that was typed, to be carried by a page that shows it and does not ask for it. */
export function carried(typed: Typed, more: Readonly<Record<string, string>>): readonly Hidden[] {
  const kept = Object.entries(typed).flatMap(([name, value]) =>
    carriedNever.has(name) || Object.hasOwn(more, name)
      ? []
      : (typeof value === 'string' ? [value] : (value ?? [])).map((each) => ({ name, value: each })),
  );
  return [...kept, ...Object.entries(more).map(([name, value]) => ({ name, value }))];
}

/** What each page adds by itself. */
const carriedNever: ReadonlySet<string> = new Set(['_csrf', 'step', 'key']);

/** What is to be checked: each fact in words, of each child. */
export function partsToCheck(
  children: readonly { readonly child: string; readonly facts: readonly Proposed[] }[],
): CheckView['parts'] {
  const several = children.length > 1;
  return children.flatMap(({ child, facts }) =>
    facts.map(({ type, data }) => ({
      title: several ? `${titleOf(type)}: child ${child}` : titleOf(type),
      lines: dataInWords(type, data, []),
    })),
  );
}

export function effectsToCheck(answers: readonly Answered[], namesOf: (fact: string) => string): CheckView['effects'] {
  return answers.map((answer) => ({
    child: answers.length > 1 ? answer.child : undefined,
    effects: effectsOf(answer, namesOf),
  }));
}

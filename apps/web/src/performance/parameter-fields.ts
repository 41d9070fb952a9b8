import type { MeasureDefined, ParameterDefined } from './answers.ts';
import { codeInWords, evidenceInWords } from './in-words.ts';

/** A parameter of a measure as a field of a form. */
export interface ParameterField {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly kind: ParameterDefined['kind'];
  readonly value: string;
  readonly items: readonly {
    readonly value: string;
    readonly text: string;
    readonly selected: boolean;
    readonly checked: boolean;
  }[];
  /** Where it was read, and how well it is known. */
  readonly source: string;
}

/** The parameters of a measure, with what was given of them. */
export function parameterFields(
  { parameters }: MeasureDefined,
  given: Readonly<Record<string, string | number>>,
  prefix = '',
): readonly ParameterField[] {
  return Object.entries(parameters).map(([name, parameter]) => {
    const value = String(given[name] ?? parameter.default);
    const chosen = value.split(',');
    const range = parameter.kind === 'number' ? ` From ${parameter.least ?? 0} to ${parameter.most ?? ''}.` : '';
    return {
      id: `parameter-${prefix}${name}`,
      name: `${prefix}${name}`,
      label: codeInWords(name),
      hint: `${parameter.means}${range} ${usualInWords(parameter)} by default.`,
      kind: parameter.kind,
      value,
      items: (parameter.choices ?? []).map((choice) => ({
        value: choice,
        text: codeInWords(choice),
        selected: choice === value,
        checked: chosen.includes(choice),
      })),
      source: `${parameter.source} (${evidenceInWords(parameter.status)})`,
    };
  });
}

/** Parameters in a sentence: "Months 24, anniversary within". */
export function parametersInWords(parameters: Readonly<Record<string, string | number>>): string {
  const said = Object.entries(parameters).map(
    ([name, value]) => `${codeInWords(name).toLowerCase()} ${valueOf(value)}`,
  );
  const text = said.join(', ');
  return text === '' ? 'none' : text.slice(0, 1).toUpperCase() + text.slice(1);
}

function usualInWords({ default: usual }: ParameterDefined): string {
  return valueOf(usual);
}

function valueOf(value: string | number): string {
  if (value === '') return 'None';
  return typeof value === 'number' || /^[0-9]+$/.test(value)
    ? String(value)
    : value.split(',').map(codeInWords).join(' and ');
}

import type { ProblemDocument } from '#http';

/** Something to put right in what was sent. */
export interface Fault {
  /** The id of the field it is about; empty where it is about all of it. */
  readonly field: string;
  /** What to do, as GOV.UK writes it: "Enter the date of the visit". */
  readonly text: string;
}

/** What stands at one field, as GOV.UK's components take it: `errorMessage: errorAt(faults, 'reason')`. */
export function errorAt(faults: readonly Fault[] | undefined, field: string): { readonly text: string } | undefined {
  const fault = faults?.find((each) => each.field === field);
  return fault && { text: fault.text };
}

/**
 * A service's refusal as faults of the form that was sent. `fieldOf` finds the field a JSON pointer is about; whatever it
 * does not know is told without one.
 */
export function faultsOf(
  { detail, ...problem }: ProblemDocument,
  fieldOf: (pointer: string) => string | undefined = () => undefined,
): readonly Fault[] {
  const { errors } = problem as { readonly errors?: unknown };
  if (!Array.isArray(errors) || errors.length === 0) return [{ field: '', text: detail }];
  return (errors as readonly { readonly pointer?: string; readonly detail?: string }[]).map((error) => ({
    field: fieldOf(error.pointer ?? '') ?? '',
    text: error.detail ?? detail,
  }));
}

import { draftDuties, duties, localDuties, type Duty } from '#timescales';
import type { DateTyped } from '../form/date-input.ts';
import { dateIn, dateTyped } from '../form/date-input.ts';
import type { Fault } from '../form/faults.ts';
import { textIn, type Form } from '../form/form.ts';

/** One rule changed, as it was typed. */
export interface Typed {
  readonly duty: string;
  readonly length: string;
  readonly unit: string;
  readonly from: DateTyped;
}

/** Every duty a draft may give another length, by what it is called. */
export const dutyChoices: readonly { readonly value: Duty; readonly text: string }[] = [
  ...draftDuties.map((duty) => ({ value: duty, text: `${duties[duty].title} (national)` })),
  ...localDuties.map((duty) => ({ value: duty, text: `${duties[duty].title} (local)` })),
].toSorted((a, b) => (a.text < b.text ? -1 : 1));

export const units = [
  { value: 'workingDays', text: 'working days' },
  { value: 'days', text: 'days' },
  { value: 'weeks', text: 'weeks' },
  { value: 'months', text: 'months' },
] as const;

export const nothingTyped: Typed = { duty: '', length: '', unit: 'workingDays', from: dateTyped(undefined) };

/** Reads the form: a draft of rules to be tried, or what is wrong with it. */
export function draftIn(
  form: Form,
  authority: string,
): { readonly typed: Typed; readonly faults: readonly Fault[]; readonly draft: object } {
  const typed: Typed = {
    duty: textIn(form, 'duty') ?? '',
    length: textIn(form, 'length') ?? '',
    unit: textIn(form, 'unit') ?? '',
    from: dateIn(form, 'from', 'the date from which the rule would stand'),
  };
  const duty = dutyChoices.find(({ value }) => value === typed.duty)?.value;
  const unit = units.find(({ value }) => value === typed.unit)?.value;
  const length = /^[0-9]{1,4}$/.test(typed.length) ? Number(typed.length) : 0;
  const faults: Fault[] = [];
  if (duty === undefined) faults.push({ field: 'duty', text: 'Choose what is to be done in another time' });
  if (length < 1) faults.push({ field: 'length', text: 'Enter how long it may take as a whole number, 1 or more' });
  if (unit === undefined) faults.push({ field: 'unit', text: 'Choose working days, days, weeks or months' });
  if (typed.from.fault !== undefined) faults.push(typed.from.fault);
  const rule = {
    duty,
    from: typed.from.value,
    limit: { [unit ?? 'days']: length },
    source: 'Tried on the page What if',
  };
  const isNational = draftDuties.some((each) => each === duty);
  const own = isNational ? { rules: [], national: [rule] } : { rules: [rule] };
  return { typed, faults, draft: { authorities: [{ authority, ...own }] } };
}

import type { View } from '../page/page.ts';
import type { MeasureDefined } from './answers.ts';
import { definitionShown, type DefinitionShown } from './measure.view.ts';
import { codeInWords } from './in-words.ts';

/** Every measure there is, by what it counts. */
export interface MeasuresView extends View {
  readonly groups: readonly {
    readonly title: string;
    readonly measures: readonly { readonly title: string; readonly href: string; readonly counts: string }[];
  }[];
}

export function measuresView(measures: readonly MeasureDefined[]): MeasuresView {
  const kinds = [...new Set(measures.map(({ counts }) => counts))];
  return {
    title: 'All measures',
    section: 'performance',
    breadcrumbs: [{ text: 'Performance', href: '/performance' }],
    groups: kinds.map((kind) => ({
      title: titles[kind] ?? codeInWords(kind),
      measures: measures
        .filter(({ counts }) => counts === kind)
        .map((measure) => {
          const { numerator }: DefinitionShown = definitionShown(measure);
          return { title: measure.title, href: `/performance/measures/${measure.id}`, counts: numerator };
        }),
    })),
  };
}

const titles: Readonly<Record<string, string>> = {
  contact: 'Contacts',
  referral: 'Referrals and open cases',
  assessment: 'Assessments',
  meeting: 'Strategy discussions and other meetings',
  enquiry: 'Section 47 enquiries',
  conference: 'Conferences',
  plan: 'Child protection plans',
  clock: 'Duties in time',
};

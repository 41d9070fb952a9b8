import type { RefusalCode } from '#journey';

/** The DfE rules of 2025-26 on an element: of a value that is none of its kind, and of one that is missing. */
export interface RulesOfElement {
  readonly invalid?: string;
  readonly missing?: string;
  /** What is assumed where it is missing. Where nothing is, its absence is no fault here. */
  readonly assumed?: string;
}

const elements: Readonly<Record<string, RulesOfElement>> = {
  LAchildID: { missing: '8500' },
  UPN: { invalid: '1540' },
  FormerUPN: { invalid: '1560Q' },
  PersonBirthDate: { invalid: '8525Q' },
  ExpectedPersonBirthDate: { invalid: '8525Q' },
  GenderCurrent: { invalid: '4180', missing: '4180', assumed: 'The child is registered with the sex not known.' },
  Sex: { invalid: '4180', missing: '4180', assumed: 'The child is registered with the sex not known.' },
  Ethnicity: { invalid: '4220', missing: '4220', assumed: 'The child is registered without one.' },
  Disability: { invalid: '8540' },
  CINreferralDate: { invalid: '8600', missing: '8600' },
  ReferralSource: { invalid: '8866', missing: '8866', assumed: 'The referral is taken over with source 10, unknown.' },
  PrimaryNeedCode: { invalid: '8650' },
  CINclosureDate: { invalid: '8620' },
  ReasonForClosure: { invalid: '8640' },
  ReferralNFA: {
    invalid: '8568',
    missing: '8568',
    assumed: 'The referral is taken as one that led to further action.',
  },
  AssessmentActualStartDate: { invalid: '8608', missing: '8608' },
  AssessmentAuthorisationDate: { invalid: '8696' },
  AssessmentFactors: { invalid: '8897Q' },
  CINPlanStartDate: { invalid: '4010', missing: '4010' },
  CINPlanEndDate: { invalid: '4013' },
  S47ActualStartDate: { invalid: '8615', missing: '8615' },
  DateOfInitialCPC: { invalid: '8715' },
  CPPstartDate: { invalid: '8720', missing: '8720' },
  CPPendDate: { invalid: '8930' },
  InitialCategoryOfAbuse: { invalid: '8905', missing: '8905', assumed: 'The plan is taken over without a category.' },
  LatestCategoryOfAbuse: {
    invalid: '8910',
    missing: '8910',
    assumed: 'The categories at the start are taken as the latest.',
  },
  NumberOfPreviousCPP: { invalid: '8730', missing: '8730', assumed: 'No earlier plans are taken over.' },
  CPPreviewDate: { invalid: '8842Q', missing: '8842Q' },
};

/** The rules on an element, by its name. */
export function rulesOf(element: string): RulesOfElement {
  return elements[element] ?? {};
}

/** What an item of a file tells of, for saying which rule a refusal of the law is. */
export type ItemKind =
  | 'child'
  | 'referral'
  | 'closure'
  | 'assessment'
  | 'enquiry'
  | 'conference'
  | 'plan'
  | 'review'
  | 'plan-end'
  | 'need-plan'
  | 'death'
  | 'birth'
  | 'opening'
  /** The balance of a later year's file, told again as facts. */
  | 'balance';

type ByKind = Partial<Readonly<Record<ItemKind, string>>>;

const refusals: Partial<Readonly<Record<RefusalCode, string | ByKind>>> = {
  'case-already-open': '8820',
  'before-referral': { assessment: '1103', conference: '1104', plan: '1105', enquiry: '2889', 'need-plan': '4015' },
  'no-open-case': '8565',
  'still-open': { assessment: '8867', enquiry: '8868', closure: '8565' },
  'closure-reason-contradicts-history': '2990',
  'nfa-contradicts-activity': '8831',
  'assessment-already-open': '8863Q',
  'plan-not-from-conference': '2885',
  'plan-already-open': '8940',
  'plan-of-no-days': '8840',
  'review-before-plan': '8841',
  'child-in-need-plan-open': '4014',
  'no-child-in-need-plan-open': '4017',
  'protection-plan-open': '4016',
  'plan-ends-on-death': '8920',
  'over-40-weeks-before-birth': '8606',
  'after-death': { plan: '8915', referral: '8555Q', 'need-plan': '4008' },
  'before-brought-forward': {
    assessment: '8696',
    conference: '8715',
    'plan-end': '8930',
    closure: '8620',
    'need-plan': '4013',
  },
  'opening-not-first': '8820',
};

/** The rule that says of an item what the law refused it for, where one does. */
export function ruleOfRefusal(code: RefusalCode, kind: ItemKind): string | undefined {
  const found = refusals[code];
  return typeof found === 'object' ? found[kind] : found;
}

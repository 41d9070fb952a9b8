import {
  agencies,
  assessmentFactors,
  assessmentKinds,
  assessmentOutcomes,
  categories,
  closureReasons,
  codeSets,
  conferenceKinds,
  conferenceOutcomes,
  contactOutcomes,
  disabilities,
  enquiryOutcomes,
  ethnicities,
  planEndReasons,
  primaryNeeds,
  referralDecisions,
  reviewOutcomes,
  sexes,
  sources,
  stepDowns,
  strategyDecisions,
  upnUnknownReasons,
  visitPurposes,
  withdrawalReasons,
} from '#events';

/** What a code of a set means, in words for whoever records or reads it. Every set that a fact's data is of is known. */
export function codeInWords(codes: readonly string[], code: string): string {
  if (code === 'not-known') return 'Not known';
  return wordsOf(codes)[code] ?? code;
}

function wordsOf(codes: readonly string[]): Readonly<Record<string, string>> {
  const key = codes.join(' ');
  return bySet.get(key) ?? {};
}

/** Kept as they are written, where a heading that shouts is put in ordinary letters. */
const acronyms = new Set(['ADHD', 'ASD', 'CAFCASS', 'DDA', 'FGM', 'UASC']);

/** Each set by its codes, for a form knows of a field the codes it takes and no more. */
const bySet = new Map<string, Readonly<Record<string, string>>>([
  ofCensus(sexes, 'sex'),
  ofCensus(ethnicities, 'ethnicity'),
  ofCensus(disabilities, 'disability'),
  [
    upnUnknownReasons.join(' '),
    Object.fromEntries(upnUnknownReasons.map((code) => [code, `${code}: see the census guide for what it means`])),
  ],
  ofCensus(sources, 'source'),
  ofCensus(primaryNeeds, 'primary-need'),
  ofCensus(assessmentFactors, 'assessment-factor'),
  ofCensus(closureReasons, 'closure-reason'),
  ofCensus(categories, 'category'),
  of(agencies, {
    'social-care': 'Social care',
    police: 'Police',
    health: 'Health',
    education: 'Education',
    'early-help': 'Early help',
    probation: 'Probation',
    'youth-justice': 'Youth justice',
    housing: 'Housing',
    voluntary: 'Voluntary organisations',
    legal: 'Legal services',
    family: 'The family',
    other: 'Another agency',
  }),
  of(contactOutcomes, {
    referral: 'It becomes a referral',
    'early-help': 'Early help',
    'information-and-advice': 'Information and advice',
    'open-case': 'Passed to the case that is already open',
    'no-further-action': 'No further action',
  }),
  of(referralDecisions, {
    assess: 'Assess',
    'strategy-discussion': 'Hold a strategy discussion',
    'early-help': 'Early help',
    'no-further-action': 'No further action',
  }),
  of(assessmentKinds, {
    single: 'Single assessment',
    initial: 'Initial assessment (before single assessments)',
    core: 'Core assessment (before single assessments)',
  }),
  of(assessmentOutcomes, {
    'no-further-action': 'No further action',
    'child-in-need': 'Child in need',
    'strategy-discussion': 'Strategy discussion',
    'early-help': 'Early help',
    close: 'Close the case',
    other: 'Other',
  }),
  of(strategyDecisions, {
    'section-47-joint': 'Section 47 enquiry, jointly with the police',
    'section-47-single': 'Section 47 enquiry by social care alone',
    'section-47-continues': 'The section 47 enquiry continues',
    'no-section-47': 'No section 47 enquiry',
  }),
  of(enquiryOutcomes, {
    'conference-required': 'An initial conference is required',
    'conference-not-required': 'No conference is required',
    'already-on-plan': 'The child is already on a child protection plan',
  }),
  of(conferenceKinds, {
    'following-enquiry': 'A conference that follows a section 47 enquiry',
    'transfer-in': 'A transfer-in conference',
  }),
  of(conferenceOutcomes, {
    plan: 'Child protection plan',
    'child-in-need': 'Child in need',
    'no-further-action': 'No further action',
    adjourned: 'Adjourned',
  }),
  of(reviewOutcomes, { continue: 'The plan continues', end: 'The plan ends', adjourned: 'Adjourned' }),
  of(planEndReasons, {
    'review-decision': 'A review conference decided so',
    'turned-18': 'The young person turned 18',
    died: 'The child died',
    'pregnancy-ended': 'The pregnancy ended',
    'left-uk': 'The family left the United Kingdom',
    'moved-permanently': 'The child moved permanently to another authority',
    'looked-after': 'The child is looked after',
  }),
  of(stepDowns, {
    'child-in-need': 'Child in need plan',
    'early-help': 'Early help',
    'looked-after': 'The child is looked after',
    none: 'Nothing further',
  }),
  of(visitPurposes, {
    assessment: 'Assessment',
    'protection-plan': 'Child protection plan',
    'child-in-need': 'Child in need plan',
  }),
  of(withdrawalReasons, {
    'recorded-in-error': 'It was recorded in error: it did not happen',
    'wrong-child': 'It was recorded for the wrong child',
    duplicate: 'It was recorded twice',
  }),
]);

function of<C extends string>(
  codes: readonly C[],
  words: Readonly<Record<Exclude<C, 'not-known'>, string>>,
): [string, Readonly<Record<string, string>>] {
  return [codes.join(' '), words];
}

function ofCensus(codes: readonly string[], id: string): [string, Readonly<Record<string, string>>] {
  const set = codeSets.find((each) => each.id === id);
  const words = Object.fromEntries((set?.codes ?? []).map(({ code, label }) => [code, softened(label)]));
  return [codes.join(' '), words];
}

/** The census guide shouts its headings: 'HOUSING - local authority housing' → 'Housing - local authority housing'. */
function softened(label: string): string {
  const quiet = label.replace(/\b[A-Z]{3,}\b/g, (word) => (acronyms.has(word) ? word : word.toLowerCase()));
  return quiet.charAt(0).toUpperCase() + quiet.slice(1);
}

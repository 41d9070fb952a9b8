/**
 * The code sets facts are posted with. Values and labels: DfE, Children in need census guide 2023 to 2024, Appendix B
 * (OGL v3.0; evidence status V); sex: census 2024 to 2025 specification. Their years of validity are in `code-sets.ts`.
 */
export const sexes = ['F', 'M', 'U'] as const;

export const ethnicities = [
  'WBRI',
  'WIRI',
  'WIRT',
  'WOTH',
  'WROM',
  'MWBC',
  'MWBA',
  'MWAS',
  'MOTH',
  'AIND',
  'APKN',
  'ABAN',
  'CHNE',
  'AOTH',
  'BCRB',
  'BAFR',
  'BOTH',
  'OOTH',
  'REFU',
  'NOBT',
] as const;

export const disabilities = [
  'NONE',
  'MOB',
  'HAND',
  'PC',
  'INC',
  'COMM',
  'LD',
  'HEAR',
  'VIS',
  'BEH',
  'CON',
  'AUT',
  'DDA',
] as const;

export const upnUnknownReasons = ['UN1', 'UN2', 'UN3', 'UN4', 'UN5', 'UN6', 'UN7'] as const;

/** Who contacted or referred. */
export const sources = [
  '1A',
  '1B',
  '1C',
  '1D',
  '2A',
  '2B',
  '3A',
  '3B',
  '3C',
  '3D',
  '3E',
  '3F',
  '4',
  '5A',
  '5B',
  '5C',
  '5D',
  '6',
  '7',
  '8',
  '9',
  '10',
] as const;

export const primaryNeeds = ['N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'N7', 'N8', 'N9', 'N0'] as const;

/** Factors identified at the end of an assessment. 18A and 19A were split into B and C from the 2020-21 collection on. */
export const assessmentFactors = [
  '1A',
  '1B',
  '1C',
  '2A',
  '2B',
  '2C',
  '3A',
  '3B',
  '3C',
  '4A',
  '4B',
  '4C',
  '5A',
  '5B',
  '5C',
  '6A',
  '6B',
  '6C',
  '7A',
  '8B',
  '8C',
  '8D',
  '8E',
  '8F',
  '9A',
  '10A',
  '11A',
  '12A',
  '13A',
  '14A',
  '15A',
  '16A',
  '17A',
  '18A',
  '18B',
  '18C',
  '19A',
  '19B',
  '19C',
  '20',
  '21',
  '22A',
  '23A',
  '24A',
] as const;

export const closureReasons = ['RC1', 'RC2', 'RC3', 'RC4', 'RC5', 'RC6', 'RC7', 'RC8', 'RC9'] as const;

/** Categories of abuse on a plan. A plan under several is stored as the set; the census code MUL is derived. */
export const categories = ['NEG', 'PHY', 'SAB', 'EMO'] as const;

/** The agencies a meeting is held between. */
export const agencies = [
  'social-care',
  'police',
  'health',
  'education',
  'early-help',
  'probation',
  'youth-justice',
  'housing',
  'voluntary',
  'legal',
  'family',
  'other',
] as const;

export type Sex = (typeof sexes)[number];
export type Ethnicity = (typeof ethnicities)[number];
export type Disability = (typeof disabilities)[number];
export type UpnUnknownReason = (typeof upnUnknownReasons)[number];
export type Source = (typeof sources)[number];
export type PrimaryNeed = (typeof primaryNeeds)[number];
export type AssessmentFactor = (typeof assessmentFactors)[number];
export type ClosureReason = (typeof closureReasons)[number];
export type Category = (typeof categories)[number];
export type Agency = (typeof agencies)[number];

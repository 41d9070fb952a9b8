/** A column of a list: its heading, and how what stands in it is shown. */
export interface Column {
  readonly heading: string;
  readonly is: 'text' | 'day' | 'number';
}

/** The lists made here: 2 and 8 to 11 ask for what no fact tells (early help, placements, adoption). */
export const annexLists = [1, 3, 4, 5, 6, 7] as const;
export type AnnexList = (typeof annexLists)[number];

const text = (heading: string): Column => ({ heading, is: 'text' });
const day = (heading: string): Column => ({ heading, is: 'day' });
const count = (heading: string): Column => ({ heading, is: 'number' });

const who = [
  text('Child Unique ID'),
  text('Gender'),
  text('Ethnicity'),
  day('Date of Birth'),
  count('Age of Child (Years)'),
];
const disability = text('Does the Child have a Disability');
const worker = [text('Allocated Team'), text('Allocated Worker')];

/**
 * The lists' names and columns, in their order. Source: the headings of LIIA's Annex A schema (SocialFinanceDigitalLabs/
 * liia-tools-pipeline), which reads what authorities send (evidence V as such; Ofsted's own page was not seen).
 */
export const annexColumns: Readonly<
  Record<AnnexList, { readonly title: string; readonly columns: readonly Column[] }>
> = {
  1: { title: 'Contacts', columns: [...who, day('Date of Contact'), text('Contact Source')] },
  3: {
    title: 'Referrals',
    columns: [
      ...who,
      day('Date of referral'),
      text('Referral Source'),
      text('Referral NFA?'),
      count('Number of Referrals in Last 12 Months'),
      ...worker,
    ],
  },
  4: {
    title: 'Assessments',
    columns: [
      ...who,
      disability,
      day('Continuous Assessment Start Date'),
      text('Child Seen During Continuous Assessment'),
      day('Continuous Assessment Date of Authorisation'),
      text("Was the child assessed as requiring LA children's social care support?"),
      ...worker,
    ],
  },
  5: {
    title: 'Section 47 enquiries and ICPC',
    columns: [
      ...who,
      disability,
      day('Strategy discussion initiating Section 47 Enquiry Start Date'),
      text('Was an Initial Child Protection Conference deemed unnecessary?'),
      day('Date of Initial Child Protection Conference'),
      text('Did the Initial Child Protection Conference Result in a Child Protection Plan'),
      count('Number of Section 47 Enquiries in the last 12 months'),
      count('Number of ICPCs in the last 12 months'),
      ...worker,
    ],
  },
  6: {
    title: 'Children in need',
    columns: [
      ...who,
      disability,
      day('CIN Start Date'),
      text('Primary Need Code'),
      day('Date Child Was Last Seen'),
      day('CIN Closure Date'),
      text('Reason for Closure'),
      text('Case Status'),
      ...worker,
    ],
  },
  7: {
    title: 'Child protection',
    columns: [
      ...who,
      disability,
      day('Child Protection Plan Start Date'),
      text('Initial Category of Abuse'),
      text('Latest Category of Abuse'),
      day('Date of the Last Statutory Visit'),
      text('Was the Child Seen Alone?'),
      day('Date of latest review conference'),
      day('Child Protection Plan End Date'),
      text('Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)'),
      count('Number of Previous Child Protection Plans'),
      ...worker,
    ],
  },
};

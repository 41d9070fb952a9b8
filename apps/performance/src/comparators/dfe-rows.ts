/* DfE, Children in need, underlying data of the release of 2025 (Open Government Licence v3.0), as kept in seeds/published. */

/** A figure as DfE printed it; `c` where it is hidden. */
export type Printed = number | 'c';

interface DfeField {
  readonly table: string;
  readonly field: string;
  /** By authority, `ENG` for England, and year ending 31 March. */
  readonly rows: Readonly<Record<string, Readonly<Record<number, Printed>>>>;
}

/** What DfE published of the measures that a dashboard may show: both authorities of the demonstration, and England. */
export const dfeRows: Readonly<Record<string, DfeField>> = {
  're-referrals': {
    table: 'C1_referrals',
    field: 'rereferral_percent',
    rows: {
      '855': { 2013: 29, 2014: 24.5, 2015: 24.1, 2016: 18.4, 2017: 17, 2018: 29.9 },
      '857': { 2013: 23.7, 2014: 19.1, 2015: 11.9, 2016: 28.2, 2017: 17.8, 2018: 20.8 },
      ENG: { 2013: 24.7, 2014: 23.5, 2015: 24.2, 2016: 22.5, 2017: 21.9, 2018: 21.9 },
    },
  },
  'referrals-no-further-action': {
    table: 'C1_referrals',
    field: 'no_further_action_percent',
    rows: {
      '855': { 2013: 16.4, 2014: 6.9, 2015: 9.7, 2016: 34.9, 2017: 48.2, 2018: 27.1 },
      '857': { 2013: 12.4, 2014: 'c', 2015: 'c', 2016: 0, 2017: 9.9, 2018: 'c' },
      ENG: { 2013: 14.5, 2014: 14.1, 2015: 13.8, 2016: 9.9, 2017: 10.2, 2018: 9.4 },
    },
  },
  'assessed-not-in-need': {
    table: 'C1_referrals',
    field: 'not_in_need_percent',
    rows: {
      '855': { 2013: 39.1, 2014: 31.3, 2015: 15.2, 2016: 0.7, 2017: 0.6, 2018: 29.5 },
      '857': { 2013: 21.8, 2014: 24.1, 2015: 11, 2016: 3.9, 2017: 28.2, 2018: 36.4 },
      ENG: { 2013: 19, 2014: 19.6, 2015: 23, 2016: 25.4, 2017: 27.8, 2018: 28.5 },
    },
  },
  referrals: {
    table: 'C1_referrals',
    field: 'referral_count',
    rows: {
      '855': { 2013: 6165, 2014: 6049, 2015: 4782, 2016: 4461, 2017: 6836, 2018: 7555 },
      '857': { 2013: 372, 2014: 241, 2015: 219, 2016: 206, 2017: 383, 2018: 308 },
      ENG: { 2013: 593470, 2014: 657780, 2015: 635620, 2016: 621470, 2017: 646120, 2018: 655630 },
    },
  },
  'children-in-need': {
    table: 'B1_cin',
    field: 'At31_episodes',
    rows: {
      '855': { 2013: 3556, 2014: 4891, 2015: 2058, 2016: 2266, 2017: 3041, 2018: 2128 },
      '857': { 2013: 259, 2014: 250, 2015: 229, 2016: 260, 2017: 240, 2018: 232 },
      ENG: { 2013: 378030, 2014: 395480, 2015: 390130, 2016: 393910, 2017: 389040, 2018: 404710 },
    },
  },
  'plans-started': {
    table: 'D3_subsequent',
    field: 'CPP_start',
    rows: {
      '855': { 2013: 536, 2014: 629, 2015: 600, 2016: 430, 2017: 527, 2018: 537 },
      '857': { 2013: 32, 2014: 44, 2015: 32, 2016: 46, 2017: 36, 2018: 23 },
      ENG: { 2013: 52680, 2014: 59780, 2015: 62210, 2016: 63310, 2017: 66410, 2018: 68770 },
    },
  },
  'repeat-plans': {
    table: 'D3_subsequent',
    field: 'CPP_subsequent_percent',
    rows: {
      '855': { 2013: 11.8, 2014: 12.6, 2015: 17.2, 2016: 30.5, 2017: 19, 2018: 24 },
      '857': { 2013: 'c', 2014: 'c', 2015: 43.8, 2016: 'c', 2017: 36.1, 2018: 'c' },
      ENG: { 2013: 14.9, 2014: 15.8, 2015: 16.6, 2016: 17.9, 2017: 18.7, 2018: 20.2 },
    },
  },
  'plans-open': {
    table: 'D5_open_by_duration',
    field: 'CPP_At31',
    rows: {
      '855': { 2013: 393, 2014: 439, 2015: 393, 2016: 345, 2017: 428, 2018: 394 },
      '857': { 2013: 35, 2014: 34, 2015: 27, 2016: 27, 2017: 20, 2018: 19 },
      ENG: { 2013: 43140, 2014: 48300, 2015: 49690, 2016: 50310, 2017: 51080, 2018: 53790 },
    },
  },
  'plans-open-over-two-years': {
    table: 'D5_open_by_duration',
    field: '2_years_or_more_percent',
    rows: {
      '855': { 2013: 4.3, 2014: 2.5, 2015: 'c', 2016: 'c', 2017: 1.9, 2018: 1.5 },
      '857': { 2013: 0, 2014: 0, 2015: 0, 2016: 0, 2017: 0, 2018: 0 },
      ENG: { 2013: 3.2, 2014: 2.6, 2015: 2.3, 2016: 2.1, 2017: 2.1, 2018: 1.8 },
    },
  },
};

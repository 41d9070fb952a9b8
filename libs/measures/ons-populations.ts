import type { Population } from './populations.ts';

const source =
  'ONS mid-year population estimates, children aged 0 to 17, as DfE publishes them with Children in need (data of release 2025; OGL v3.0)';

/** Children aged 0 to 17 in the middle of each year, by DfE code. A year that is not here was not seen. */
const children: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  '855': {
    2012: 134_025,
    2013: 134_000,
    2014: 133_917,
    2015: 134_570,
    2016: 135_630,
    2017: 136_766,
    2018: 138_152,
    2019: 139_012,
    2024: 147_439,
  },
  '856': { 2019: 87_991, 2024: 90_763 },
  '857': {
    2012: 7_866,
    2013: 7_919,
    2014: 7_918,
    2015: 8_028,
    2016: 8_044,
    2017: 8_166,
    2018: 8_140,
    2019: 8_125,
    2024: 8_012,
  },
};

/** The populations the project has a source for. An authority adds its own, or later years, in a file: see `POPULATIONS`. */
export const onsPopulations: readonly Population[] = Object.entries(children).flatMap(([authority, years]) =>
  Object.entries(years).map(([year, count]) => {
    return { authority, midYear: Number(year), children: count, source, status: 'V' as const };
  }),
);

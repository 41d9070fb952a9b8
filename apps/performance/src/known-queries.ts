import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

/** For whom figures are told, and as known when: what every answer with figures may be asked with. */
export function KnownQueries(): MethodDecorator {
  return applyDecorators(ApiQuery(forWhom), ApiQuery(knownAt), ApiQuery(knownAtPosition));
}

/** What a figure and the stream of one may be asked with, beside the parameters of its measure. */
export function FigureQueries(): MethodDecorator {
  return applyDecorators(...counted.map((query) => ApiQuery(query)), ApiQuery(each), ApiQuery(forWhom));
}

/** What the rows of a figure may be asked with. They stay in the service, and are never told for publication. */
export function RowsQueries(): MethodDecorator {
  const part = {
    name: 'part',
    required: false,
    enum: ['numerator', 'denominator', 'excluded'],
    description: 'Which rows: the numerator’s unless said.',
  };
  const only = { name: 'only', required: false, description: 'With group: the rows of this one group alone.' };
  return applyDecorators(...[part, ...counted, only].map((query) => ApiQuery(query)));
}

/** What two figures side by side may be asked with, beside the parameters of their measure. */
export function ComparedQueries(): MethodDecorator {
  const other = {
    name: 'other.knownAt',
    required: false,
    description: 'The same, of the second figure alone; so with every name, as other.months.',
  };
  const asked = counted.filter(({ name }) => name !== 'group');
  return applyDecorators(...[...asked, other].map((query) => ApiQuery(query)));
}

/** Which rows of a list are answered: all of them unless said. */
export function PageQueries(): MethodDecorator {
  const offset = { name: 'offset', required: false, description: 'How many to pass over: `next` of the page before.' };
  const limit = { name: 'limit', required: false, description: 'At most so many, 1 to 1000; all unless said.' };
  return applyDecorators(ApiQuery(offset), ApiQuery(limit));
}

/** What a dashboard and the stream of one may be asked with. */
export function DashboardQueries(): MethodDecorator {
  const queries = [
    { name: 'quarter', required: false, example: '2018-Q1', description: 'The quarter shown. This or year.' },
    { name: 'year', required: false, example: '2017', description: 'In place of a quarter: from April of it.' },
    { name: 'trend', required: false, description: 'How many earlier periods, 1 to 20; 8 unless given.' },
    { name: 'similarPoints', required: false, description: 'Shares that moved no more points are similar: 0.5.' },
    { name: 'similarPercent', required: false, description: 'Counts that moved no more per cent are similar: 1.' },
  ];
  return applyDecorators(...queries.map((query) => ApiQuery(query)), KnownQueries());
}

const knownAt = { name: 'knownAt', required: false, description: 'As known at this instant: 2026-01-05T10:30:00Z.' };
const knownAtPosition = {
  name: 'knownAtPosition',
  required: false,
  description: 'As known at this place in the store.',
};
const forWhom = {
  name: 'for',
  required: false,
  enum: ['service', 'publication'],
  description: 'For publication counts of 1 to 5 are `c`, and so is whatever would give them away.',
};
const each = {
  name: 'each',
  required: false,
  description: 'The figure with every choice of this parameter too: each=agency tells the attendance of every agency.',
};
const counted = [
  { name: 'from', required: false, description: 'First day of the period, YYYY-MM-DD.' },
  { name: 'to', required: false, description: 'Last day of the period, YYYY-MM-DD.' },
  { name: 'at', required: false, description: 'The day at whose end a stock is counted, YYYY-MM-DD.' },
  knownAt,
  knownAtPosition,
  {
    name: 'group',
    required: false,
    description:
      'Tell the figure apart by this too: sex, age-band, ethnicity, team, worker, category… as GET /measures lists.',
  },
];

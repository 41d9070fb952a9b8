import type { View } from './page.ts';

/** Why a page could not be shown. */
export interface Failure {
  readonly status: number;
  readonly code: string;
  /** What the services said, which tells what to do next. */
  readonly detail: string | undefined;
  readonly retryAfter: string | undefined;
}

export interface FailedView extends View {
  readonly says: string;
  readonly detail: string | undefined;
  readonly next: string;
}

/** What went wrong and what to do next, in plain English. */
export function failedView({ status, code, detail }: Failure): FailedView {
  if (code === 'restricted-case') return { ...restricted, detail: undefined };
  const [title, says, next] = words[status] ?? (status < 500 ? refused : failed);
  return { title, says, detail: status === 500 ? undefined : detail, next };
}

/** The services' own words are for programs: on a child's page it can be done, and on this one it is only told. */
const restricted = {
  title: 'This record is restricted',
  says: 'What is recorded of this child, if anything is, is kept to named people.',
  next: 'On the child’s first page you can record what protects the child, or open the record in an emergency. Otherwise ask a manager.',
};

type Words = readonly [title: string, says: string, next: string];

const refused: Words = [
  'This cannot be done as asked',
  'What was asked for cannot be answered.',
  'Check the address, or go back and change what you entered.',
];

const failed: Words = [
  'Sorry, there is a problem with Waymark',
  'Something went wrong that should not have. Nothing you recorded before is lost.',
  'Try again. If it happens again, tell whoever runs Waymark at your authority what you were doing and when.',
];

const words: Readonly<Record<number, Words>> = {
  400: refused,
  403: [
    'You cannot see or do this',
    'Your role or your authority does not allow it.',
    'If you need it for your work, ask your manager or the administrator of Waymark at your authority.',
  ],
  404: [
    'Page not found',
    'There is nothing at this address.',
    'If you typed the address, check it is correct. If you followed a link, what it led to may have moved.',
  ],
  409: [
    'This cannot be recorded as the case stands',
    'Something else was recorded in the meantime, or this cannot have happened in that order.',
    'Go back, look at the case as it stands now, and try again.',
  ],
  413: ['The file is too large', 'More was sent than is taken at once.', 'Send less at a time.'],
  429: [
    'Too many requests',
    'More was asked in a short time than one person can read.',
    'Wait a minute and try again.',
  ],
  500: failed,
  503: [
    'Waymark cannot answer just now',
    'What keeps the records is away or busy. Nothing was recorded half.',
    'Try again in a minute.',
  ],
};

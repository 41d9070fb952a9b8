import { ReadModelAway } from './errors.ts';
import type { PostgresPlace } from './place.ts';

/**
 * What the driver threw, as whoever runs Waymark can act on it. What a row is to blame for, and what is no error of the
 * database, is left as it is. No message of the server or of this holds the password.
 */
export function postgresError(error: unknown, place: PostgresPlace): unknown {
  if (!isError(error)) return error;
  const { code } = error;
  if (error instanceof ReadModelAway) return error;
  if (typeof code !== 'string') return isBroken(error) ? new ReadModelAway(notAnswering(place, error.message)) : error;
  if (isOfARow(code)) return error;
  const says = sentenceOf(code, error, place);
  return says === undefined ? error : new ReadModelAway(says, error);
}

/** Whether a statement failed on what it was to write: a constraint, or data that no column can hold. */
function isOfARow(code: string): boolean {
  return /^2[23][0-9A-Z]{3}$/.test(code);
}

/** There is no such table, column or schema. */
export function isMissing(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === '42P01' || code === '42703' || code === '3F000';
}

function sentenceOf(code: string, error: Failure, place: PostgresPlace): string | undefined {
  const { shown, user } = place;
  switch (code) {
    case '28P01':
    case '28000':
      return `${shown} refuses the user "${user}" (${error.message}). Correct the user and the password in READMODEL_URL.`;
    case '3D000':
      return `There is no such database at ${shown}. Make it with CREATE DATABASE, or correct READMODEL_URL.`;
    case '42501':
      return (
        `The user "${user}" lacks a right at ${shown} (${error.message}). The worker needs CREATE on the database and owns ` +
        `what it makes; a service that reads needs USAGE on the schema "${place.schema}": see docs/generated/readmodel.md.`
      );
    case '53300':
      return `${shown} takes no more connections (${error.message}). Raise max_connections or close others.`;
    case '25006':
      return `${shown} is read-only: it may be a standby. Name the primary in READMODEL_URL.`;
  }
  // Class 08: connection; 57: shut down or cancelled by an operator; 55, 40: locks; others begin with E: the system's own.
  if (/^(08|57|53|55|40|58)/.test(code) || /^E[A-Z]+/.test(code)) return notAnswering(place, error.message || code);
  return undefined;
}

function notAnswering({ shown }: PostgresPlace, why: string): string {
  return `PostgreSQL at ${shown} does not answer as it should (${why}). See whether it runs; it is tried again.`;
}

interface Failure {
  readonly message: string;
  readonly code?: unknown;
}

/** The driver's and the system's errors, whichever realm's they are. */
function isError(error: unknown): error is Failure {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}

/** The driver's own errors have no code. */
function isBroken({ message }: Failure): boolean {
  return /connection|timeout|timed out|not queryable|SSL|SASL/i.test(message) && !message.includes('EVENTSTORE');
}

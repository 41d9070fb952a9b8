import type { PostgresAddress } from './address.ts';

/** What whoever runs Waymark has to know of a database to set it right. */
export interface Setting {
  /** The setting that names it. */
  readonly name: string;
  /** Which rights its user needs. */
  readonly rights: string;
}

/**
 * Why the database does not do what it was asked, in a sentence that says what to do; undefined where it answered, and what
 * was asked is at fault: a row's own values, a statement, or no error of the driver's at all. Nothing in it is a password.
 */
export function whyAway(error: unknown, address: PostgresAddress, setting: Setting): string | undefined {
  if (!isError(error)) return undefined;
  const { code, message } = error;
  if (typeof code !== 'string') return isBroken(error) ? notAnswering(address, message) : undefined;
  return sentenceOf(code, message, address, setting);
}

/** There is no such table, column or schema. */
export function isMissing(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === '42P01' || code === '42703' || code === '3F000';
}

function sentenceOf(
  code: string,
  message: string,
  address: PostgresAddress,
  { name, rights }: Setting,
): string | undefined {
  const { shown, user } = address;
  switch (code) {
    case '28P01':
    case '28000':
      return `${shown} refuses the user "${user}" (${message}). Correct the user and the password in ${name}.`;
    case '3D000':
      return `There is no such database at ${shown}. Make it with CREATE DATABASE, or correct ${name}.`;
    case '42501':
      return `The user "${user}" lacks a right at ${shown} (${message}). ${rights}`;
    case '53300':
      return `${shown} takes no more connections (${message}). Raise max_connections or close others.`;
    case '25006':
      return `${shown} is read-only: it may be a standby. Name the primary in ${name}.`;
  }
  // Class 08: connection; 57: shut down or cancelled by an operator; 55, 40: locks; others begin with E: the system's own.
  if (/^(08|57|53|55|40|58)/.test(code) || /^E[A-Z]+/.test(code)) return notAnswering(address, message || code);
  return undefined;
}

function notAnswering({ shown }: PostgresAddress, why: string): string {
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

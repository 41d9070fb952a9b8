import { v5 } from 'uuid';
import type { Duty } from '#timescales';
import type { AlertWhen, Recipient } from './alert-rule.ts';

/** What an alert tells: what was known when it was raised. Nothing in it is a text about a person. */
export interface AlertRaised {
  readonly authority: string;
  readonly child: string;
  readonly clock: {
    readonly key: string;
    readonly clock: Duty;
    readonly title: string;
    readonly rule: string;
    readonly startedOn: string;
    readonly due: string;
    readonly dueAt?: string;
  };
  /** The alert rule that it was raised by, as it was then, and the day it is of. */
  readonly by: { readonly rule: string; readonly when: AlertWhen; readonly day: string };
  /** How the clock stood. */
  readonly state: string;
  readonly worker: string | null;
  readonly team: string | null;
  /** How far the rows had come, and the latest instant of recording among them. */
  readonly known: { readonly position: number; readonly at: string };
  readonly to: readonly Recipient[];
}

/** What became of one recipient's delivery, by its place in `to`. */
export interface DeliveryFacts {
  /** Somebody begins to send it, and has until then: nobody else sends meanwhile. */
  readonly AlertAttempted: { readonly recipient: number; readonly attempt: number; readonly until: string };
  readonly AlertDelivered: { readonly recipient: number; readonly attempt: number };
  /** `next` is when it is tried again; null where it is not any more: it is on the list of dead letters. */
  readonly AlertNotDelivered: {
    readonly recipient: number;
    readonly attempt: number;
    readonly error: string;
    readonly next: string | null;
  };
  /** Somebody had a dead letter sent again, from the first attempt. */
  readonly AlertReplayed: { readonly recipient: number; readonly by: string };
}

export const alertPrefix = 'alert-';

/** The stream of the one alert about a clock by a rule on a day: whoever finds it begun has been forestalled. */
export function alertStream(authority: string, child: string, key: string, rule: string, day: string): string {
  return `${alertPrefix}${authority}.${child}.${key}.${rule}.${day}`;
}

/** The alert's id: also that of its first fact, and the receiver's `Idempotency-Key`. */
export function alertId(stream: string): string {
  return v5(stream, namespace);
}

const namespace = '3b0ff3a4-52f1-4d57-9a1e-0b6f6cbb6a55';

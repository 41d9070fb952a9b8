import { createHash } from 'node:crypto';
import type { CaseAccess } from '#recording';
import { WrongRevision } from '#store';
import type { Alert, AlertBook, Delivery } from './alert-book.ts';
import type { DeliveryFacts } from './alert-facts.ts';
import type { Recipient } from './alert-rule.ts';
import { enterAfter, type Entering } from './entering.ts';
import { restrictedAlert, type Mail } from './mail.ts';
import { postWebhook } from './webhook.ts';

export interface DeliverySettings {
  /** How long a receiver may take. */
  readonly withinMs: number;
  /** The pause after the first attempt that failed; each further one is twice as long, up to the most. */
  readonly firstPauseMs: number;
  readonly mostPauseMs: number;
  /** After so many it is a dead letter, until somebody has it sent again. */
  readonly attempts: number;
}

export interface Delivering extends Entering {
  readonly book: AlertBook;
  readonly secretOf: (name: string) => string | undefined;
  readonly mail: Mail | undefined;
  readonly cases: Pick<CaseAccess, 'standing'>;
  readonly settings: DeliverySettings;
}

/** Each receiver that something is due to be sent to. One that hangs keeps no other waiting: each is sent to by itself. */
export function receiversDue({ book, now }: Delivering): ReadonlySet<string> {
  return new Set([...dueAt(book, now())].map(({ receiver }) => receiver));
}

/** Sends a receiver all that is due to be sent to it, a few at once. */
export async function deliverTo(receiver: string, delivering: Delivering, signal: AbortSignal): Promise<void> {
  const due = [...dueAt(delivering.book, delivering.now())].filter((each) => each.receiver === receiver).values();
  const one = async (): Promise<void> => {
    for (const { id, recipient } of due) {
      if (signal.aborted) return;
      await deliver(delivering, id, recipient);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

const atOnce = 8;

interface Due {
  readonly id: string;
  readonly recipient: number;
  readonly receiver: string;
}

function* dueAt(book: AlertBook, now: number): Generator<Due> {
  for (const { id, raised, deliveries } of book.alerts()) {
    for (const [recipient, delivery] of deliveries.entries()) {
      const to = raised.to[recipient];
      if (to !== undefined && isDue(delivery, now)) yield { id, recipient, receiver: receiverOf(to) };
    }
  }
}

function isDue({ state, at }: Delivery, now: number): boolean {
  return (state === 'waiting' || state === 'trying') && at <= now;
}

/** All mail goes by one server. */
function receiverOf(to: Recipient): string {
  return 'webhook' in to ? new URL(to.webhook).origin : 'mail';
}

/** Sends one alert to one recipient, unless another process has begun to, or is done with it. */
async function deliver(delivering: Delivering, id: string, recipient: number): Promise<void> {
  const { book, settings, now } = delivering;
  const alert = book.byId(id);
  const to = alert?.raised.to[recipient];
  const delivery = alert?.deliveries[recipient];
  if (alert === undefined || to === undefined || delivery === undefined || !isDue(delivery, now())) return;
  const attempt = delivery.attempts + 1;
  const until = new Date(now() + settings.withinMs + leaseMoreMs).toISOString();
  const began = { type: 'AlertAttempted', data: { recipient, attempt, until } } as const;
  try {
    book.take(await enterAfter(delivering, alert.stream, alert, began));
  } catch (error) {
    if (error instanceof WrongRevision) return;
    throw error;
  }
  let failure: string | undefined;
  try {
    await send(delivering, alert, to);
  } catch (error) {
    failure = reasonOf(error);
  }
  await enterOutcome(delivering, alert, recipient, attempt, failure);
}

/** Whoever dies while sending leaves it to others a little after the receiver's time is up. */
const leaseMoreMs = 5_000;

/**
 * Who reads a mailbox or what a webhook leads to is not known here. So of a record that is kept to named people, as it is
 * when the alert is sent, no more is said than that there is one: they find it on their worklist. Where it cannot be told
 * whether it is, nothing is sent, and it is tried again.
 */
async function send({ secretOf, mail, cases, settings, now }: Delivering, alert: Alert, to: Recipient): Promise<void> {
  const { id, raised } = alert;
  if ('role' in to) return;
  const isRestricted = (await cases.standing(raised.authority)).restriction(raised.child) !== undefined;
  if ('email' in to) {
    if (mail === undefined) throw new Error('No mail server is set: set ALERT_SMTP_URL and ALERT_MAIL_FROM.');
    await mail.send(to.email, id, isRestricted ? undefined : raised);
    return;
  }
  const secret = secretOf(to.secret);
  if (secret === undefined) throw new Error(`The variable ${to.secret}, which holds the secret, is not set.`);
  const { to: _recipients, ...open } = raised;
  const told = isRestricted ? { authority: raised.authority, restricted: true, detail: restrictedAlert } : open;
  const body = JSON.stringify({ alert: id, raisedAt: new Date(alert.raisedAt).toISOString(), ...told });
  await postWebhook({ url: to.webhook, secret, id, body, sentAt: now(), withinMs: settings.withinMs });
}

/** Other recipients' facts may come in between: the outcome is entered after whatever came last. */
async function enterOutcome(
  delivering: Delivering,
  { id, stream }: Alert,
  recipient: number,
  attempt: number,
  failure: string | undefined,
): Promise<void> {
  const { book, store, settings, now } = delivering;
  const outcome = failure === undefined ? delivered(recipient, attempt) : notDelivered(id, recipient, attempt, failure);
  for (;;) {
    const alert = book.byId(id);
    if (alert === undefined) return;
    try {
      book.take(await enterAfter(delivering, stream, alert, outcome));
      return;
    } catch (error) {
      if (!(error instanceof WrongRevision)) throw error;
      for await (const event of store.read(stream, { from: alert.revision + 1 })) book.take(event);
    }
  }

  function notDelivered(of: string, to: number, tried: number, error: string) {
    const next = tried >= settings.attempts ? null : new Date(now() + pauseAfter(settings, of, tried)).toISOString();
    const data: DeliveryFacts['AlertNotDelivered'] = { recipient: to, attempt: tried, error, next };
    return { type: 'AlertNotDelivered', data } as const;
  }
}

function delivered(recipient: number, attempt: number) {
  const data: DeliveryFacts['AlertDelivered'] = { recipient, attempt };
  return { type: 'AlertDelivered', data } as const;
}

/** Twice as long each time, and by up to a half less: of many alerts that failed together no two come back together. */
export function pauseAfter({ firstPauseMs, mostPauseMs }: DeliverySettings, id: string, attempt: number): number {
  const whole = Math.min(mostPauseMs, firstPauseMs * 2 ** (attempt - 1));
  const share =
    createHash('sha256')
      .update(`${id} ${String(attempt)}`)
      .digest()
      .readUInt32BE(0) /
    2 ** 32;
  return Math.round(whole * (1 - share / 2));
}

/** Why it failed, without anything a receiver may have said. */
function reasonOf(error: unknown): string {
  const { name, message, cause, code, responseCode } = error as Partial<Failure>;
  if (name === 'TimeoutError') return 'The receiver did not answer in time.';
  if (typeof responseCode === 'number') return `The mail server answered ${String(responseCode)}.`;
  const why = cause?.code ?? code;
  return typeof why === 'string'
    ? `The receiver could not be reached (${why}).`
    : (message ?? 'It failed.').slice(0, 200);
}

/** What is looked at of an error of the network, of fetch or of the mail's transport. */
interface Failure extends Error {
  readonly cause: { readonly code?: unknown } | undefined;
  readonly code: unknown;
  readonly responseCode: unknown;
}

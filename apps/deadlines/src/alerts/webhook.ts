import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The header that says a webhook is ours: the second it was sent and the HMAC-SHA256, in hex, of that second, a full stop
 * and the body's very bytes, under the secret shared with the receiver: `t=1767600000,v1=5257a8…`.
 */
export const signatureHeader = 'waymark-signature';

export function signatureOf(secret: string, body: string, sentAt: number): string {
  const second = String(Math.floor(sentAt / 1000));
  return `t=${second},v1=${macOf(secret, second, body)}`;
}

/**
 * Whether a webhook is from Waymark and fresh: what a receiver does. The comparison takes the same time whatever differs;
 * one older than five minutes is refused, so that what somebody overheard cannot be sent again. A receiver keeps the
 * `Idempotency-Key`s it has seen: after a lost answer the same alert is sent again under the same key.
 */
export function isSigned(secret: string, body: string, header: string, now: number, withinMs = 300_000): boolean {
  const [, second = '', mac = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (mac === '' || Math.abs(now - Number(second) * 1000) > withinMs) return false;
  return timingSafeEqual(Buffer.from(mac, 'hex'), Buffer.from(macOf(secret, second, body), 'hex'));
}

function macOf(secret: string, second: string, body: string): string {
  return createHmac('sha256', secret).update(`${second}.${body}`).digest('hex');
}

export interface Posting {
  readonly url: string;
  readonly secret: string;
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  readonly withinMs: number;
}

/** Sends a webhook. Throws, in words fit for a list, unless the receiver answers that it has it. */
export async function postWebhook({ url, secret, id, body, sentAt, withinMs }: Posting): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Waymark',
      'idempotency-key': id,
      [signatureHeader]: signatureOf(secret, body, sentAt),
    },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(withinMs),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`The receiver answered ${String(response.status)}.`);
}

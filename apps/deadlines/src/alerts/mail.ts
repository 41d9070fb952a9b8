import { createTransport } from 'nodemailer';
import type { AlertRaised } from './alert-facts.ts';

/** Sends mail through one server. */
export interface Mail {
  /** Without what was raised, of a restricted case, says only that there is one. */
  readonly send: (to: string, id: string, raised: AlertRaised | undefined) => Promise<void>;
  readonly close: () => void;
}

export interface MailPlaces {
  /** smtp://user:password@host:port, or smtps://… */
  readonly url: string;
  readonly from: string;
  readonly withinMs: number;
}

/** Names the child by its id alone. The Message-ID is the alert's, so that mail sent again after a lost answer is known. */
export function mailThrough({ url, from, withinMs }: MailPlaces): Mail {
  const transport = createTransport(url, {
    connectionTimeout: withinMs,
    greetingTimeout: withinMs,
    socketTimeout: withinMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as object);
  return {
    async send(to, id, raised) {
      await transport.sendMail({
        from,
        to,
        messageId: `<${id}@alerts.waymark>`,
        headers: { 'Idempotency-Key': id, 'Auto-Submitted': 'auto-generated' },
        ...(raised === undefined ? { subject: 'A restricted case', text: `${restrictedAlert}\n` } : lettered(raised)),
      });
    },
    close: () => {
      transport.close();
    },
  };
}

/** What is said of a record that is kept to named people. */
export const restrictedAlert =
  'A duty of a restricted case is due or overdue. Whoever the record is kept to finds it on their worklist.';

function lettered({ authority, clock, child, state, worker, team, by, known }: AlertRaised) {
  return {
    subject: `${clock.title}: ${state}, due ${clock.due}`,
    text: [
      `${clock.title}.`,
      `Child ${child} of authority ${authority}: due ${clock.dueAt ?? clock.due}, begun ${clock.startedOn}, by rule ${clock.rule}.`,
      `It is ${state}. Worker ${worker ?? 'none'}, team ${team ?? 'none'}.`,
      `Alert rule ${by.rule}, of ${by.day}. As known at ${known.at}.`,
      '',
    ].join('\n'),
  };
}

import { londonDate } from '#calendar';
import { readingDigest, type ReadModel } from '#readmodel';
import { caseAccess } from '#recording';
import type { Store } from '#store';
import type { Rulebook } from '#timescales';
import { alertBook } from './alert-book.ts';
import type { AlertRule } from './alert-rule.ts';
import { deliverTo, receiversDue, type DeliverySettings } from './delivering.ts';
import { followedBook } from './followed-book.ts';
import type { Mail } from './mail.ts';
import { dueAlerts, raise } from './raising.ts';

export interface AlertsParts {
  readonly store: Pick<Store, 'append' | 'read' | 'follow' | 'identity' | 'end' | 'metrics'>;
  readonly model: ReadModel;
  readonly rules: Rulebook;
  readonly alertRules: readonly AlertRule[];
  readonly now: () => number;
  readonly secretOf: (name: string) => string | undefined;
  readonly mail: Mail | undefined;
  readonly settings: DeliverySettings;
  readonly warn: (details: object, message: string) => void;
}

/** Raises alerts and sends them, until it is stopped. Any number may run at once: the store lets each alert begin once. */
export interface Alerts {
  readonly stop: () => Promise<void>;
}

/**
 * Looks every so often at what time it is and how far the rows have come: when London's day has turned, at every clock;
 * when facts are new, at those of their children. What is found is raised in the store, then sent.
 */
export function runAlerts(parts: AlertsParts): Alerts {
  const { store, model, rules, alertRules, now, warn } = parts;
  const book = alertBook();
  const cases = caseAccess({ store, now });
  const leaving = new AbortController();
  let looked = new Map<string, Looked>();
  const sending = new Map<string, Promise<unknown>>();
  let warned = { said: '', at: 0 };
  let isLooking = false;
  let last: Promise<void> = Promise.resolve();

  const followed = followedBook(book, store, {
    // A store put back may lack what was raised: every clock is looked at again.
    began: () => (looked = new Map()),
    warn: (error) => {
      warn({ error }, 'alerts are not followed in the store, and will be tried again');
    },
  });
  const timer = setInterval(() => {
    if (followed.standing().state !== 'whole' || isLooking) return;
    isLooking = true;
    last = look().finally(() => (isLooking = false));
  }, lookEveryMs);

  async function look(): Promise<void> {
    try {
      for (const authority of new Set(alertRules.flatMap(({ authorities }) => authorities))) await lookAt(authority);
      send();
    } catch (error) {
      if (!leaving.signal.aborted) warnOnce(error);
    }
  }

  /** Nothing is waited for here: a receiver that hangs keeps no alert from being raised. */
  function send(): void {
    const delivering = { ...parts, book, cases };
    for (const receiver of receiversDue(delivering)) {
      if (sending.has(receiver)) continue;
      const sent = deliverTo(receiver, delivering, leaving.signal)
        .catch((error: unknown) => {
          if (!leaving.signal.aborted) warnOnce(error);
        })
        .finally(() => sending.delete(receiver));
      sending.set(receiver, sent);
    }
  }

  /** What lasts is said when it begins, and each minute after that. */
  function warnOnce(error: unknown): void {
    const said = String(error);
    if (said === warned.said && now() - warned.at < 60_000) return;
    warned = { said, at: now() };
    warn({ error: said }, 'alerts wait, and are looked for again');
  }

  async function lookAt(authority: string): Promise<void> {
    const day = londonDate(now());
    const lookedHere = looked;
    const before = lookedHere.get(authority);
    const found = await model.at(async (snapshot) => {
      const { made, reading, position: reached } = snapshot.projection;
      const position = reached ?? -1;
      const here: Looked = { day, made, position };
      // Rows of other rules are being made anew: whom they would alert, today's rules might not.
      if (reading !== readingDigest(rules)) return undefined;
      const isWhole = before?.day !== day || before.made !== made || position < before.position;
      if (!isWhole && before.position === position) return { here, alerts: [] };
      const timescales = rules.of(authority);
      const at = { timescales, book, now: now() };
      const places = isWhole ? [] : await snapshot.placesAfter(authority, before.position, mostFacts);
      const children =
        isWhole || places.length === mostFacts ? undefined : [...new Set(places.map(({ child }) => child))];
      return { here, alerts: await dueAlerts(snapshot, alertRules, authority, at, children) };
    });
    if (found === undefined) return;
    for (const alert of found.alerts) {
      if (leaving.signal.aborted) return;
      await raise({ store, now }, book, alert);
    }
    lookedHere.set(authority, found.here);
  }

  return {
    async stop() {
      clearInterval(timer);
      leaving.abort();
      await last;
      await Promise.all(sending.values());
      await followed.stop();
    },
  };
}

/** How far an authority was looked at. */
interface Looked {
  readonly day: string;
  /** Which making of the rows: those of a store that was put back may have grown past what was looked at. */
  readonly made: string;
  readonly position: number;
}

const lookEveryMs = 250;
const mostFacts = 2_000;

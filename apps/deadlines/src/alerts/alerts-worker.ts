import {
  answerProbes,
  asProcess,
  eventStoreOf,
  measureStores,
  openLog,
  readModelUrl,
  rulesOf,
  type Running,
} from '#http';
import { openReadModel } from '#readmodel';
import { openStore } from '#store';
import { alertSettings, type AlertSettings } from '../config.ts';
import { runAlerts } from './alerts.ts';
import { mailThrough } from './mail.ts';

/** Raises alerts and sends them: a process of its own, for a receiver that hangs must keep no row from being written. */
async function start(): Promise<Running> {
  const set = alertSettings();
  const log = openLog('alerts', set.LOG_LEVEL);
  const store = openStore({ url: eventStoreOf(set), log });
  const model = openReadModel({ url: readModelUrl(set) });
  const mail = mailOf(set);
  const alerts = runAlerts({
    store,
    model,
    rules: rulesOf(set),
    alertRules: set.alertRules,
    now: Date.now,
    secretOf: set.secretOf,
    mail,
    settings: {
      withinMs: set.ALERT_TIMEOUT_MS,
      firstPauseMs: set.ALERT_RETRY_FIRST_MS,
      mostPauseMs: set.ALERT_RETRY_MOST_MS,
      attempts: set.ALERT_ATTEMPTS,
    },
    warn: (details, message) => {
      log.warn(details, message);
    },
  });
  const probes = await answerProbes({
    port: set.PROBES_PORT,
    host: set.HOST,
    metrics: [measureStores(() => ({ alerts: store.metrics }))],
  });
  return {
    tells: { probes: probes?.port },
    stop: async () => {
      await probes?.stop();
      await alerts.stop();
      mail?.close();
      await model.close();
      await store.close();
    },
  };
}

function mailOf({ ALERT_SMTP_URL: url, ALERT_MAIL_FROM: from, ALERT_TIMEOUT_MS: withinMs }: AlertSettings) {
  return url === '' || from === '' ? undefined : mailThrough({ url, from, withinMs });
}

await asProcess(start);

import { readFileSync } from 'node:fs';
import { IsInt, IsString, Max, Min } from 'class-validator';
import { authoritiesIn, readSettings, RowsSettings } from '#http';
import type { AlertRule } from './alerts/alert-rule.ts';
import { AlertRulesUnusable, readAlertRules } from './alerts/read-alert-rules.ts';

/** The settings of the deadlines service and its alerts, from the environment. */
export class DeadlinesSettings extends RowsSettings {
  /** A file of alert rules, as docs/examples/alert-rules.example.json. Without it nobody is alerted. */
  @IsString()
  ALERT_RULES = '';

  /** The mail server: smtp://user:password@host:port or smtps://. */
  @IsString()
  ALERT_SMTP_URL = '';

  /** The address mail comes from. */
  @IsString()
  ALERT_MAIL_FROM = '';

  /** How long a receiver may take, in milliseconds. */
  @IsInt()
  @Min(50)
  @Max(120_000)
  ALERT_TIMEOUT_MS = 10_000;

  /** The pause after a first attempt that failed; each further one is twice as long, up to the most. */
  @IsInt()
  @Min(1)
  ALERT_RETRY_FIRST_MS = 5_000;

  @IsInt()
  @Min(1)
  ALERT_RETRY_MOST_MS = 3_600_000;

  /** After so many attempts an alert is a dead letter. With the pauses above, the default tries for half a day. */
  @IsInt()
  @Min(1)
  @Max(100)
  ALERT_ATTEMPTS = 20;
}

/** Throws `BadSettings` listing every fault. */
export function settings(): DeadlinesSettings {
  return readSettings(DeadlinesSettings, process.env);
}

/** What the alerts run by, beside the settings. */
export type AlertSettings = DeadlinesSettings & {
  readonly alertRules: readonly AlertRule[];
  readonly secretOf: (name: string) => string | undefined;
};

/** Throws `BadSettings`, or `AlertRulesUnusable`, listing every fault of the file ALERT_RULES names. */
export function alertSettings(): AlertSettings {
  const set = settings();
  const secretOf = (name: string): string | undefined => process.env[name];
  return Object.assign(set, { secretOf, alertRules: alertRulesOf(set, secretOf) });
}

function alertRulesOf(set: DeadlinesSettings, secretOf: AlertSettings['secretOf']): readonly AlertRule[] {
  if (set.ALERT_RULES === '') return [];
  const canMail = set.ALERT_SMTP_URL !== '' && set.ALERT_MAIL_FROM !== '';
  const served = authoritiesIn(set.WAYMARK_AUTHORITIES);
  return readAlertRules(textOf(set.ALERT_RULES), { served, secretOf, canMail });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new AlertRulesUnusable([`The file ${file} cannot be read. Set ALERT_RULES to one that can.`]);
  }
}

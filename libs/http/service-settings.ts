import { readFileSync } from 'node:fs';
import { IsIn, IsInt, IsNotEmpty, IsString, Matches, Max, Min } from 'class-validator';
import { rulebookFrom, type Rulebook } from '#timescales';
import { ordinaryCapacity, type Capacity } from './waiting-room.ts';
import { developmentGate, type Gate } from './gate.ts';
import { gateFrom, givenIn } from './gate-settings.ts';
import { homeFaults } from './homes.ts';
import { productionFaults, type Need } from './production.ts';
import { ReadsMore } from './settings.ts';

/** The settings that every service of Waymark takes, by the names of the environment. */
export class ServiceSettings extends ReadsMore {
  @IsInt({ message: 'PORT is a whole number' })
  @Min(0, { message: 'PORT is 0, for any free port, or more' })
  @Max(65_535, { message: 'PORT is at most 65535' })
  PORT = 3000;

  /** Only this machine can reach the default. */
  @IsString()
  @IsNotEmpty()
  HOST = '127.0.0.1';

  /** The data folder. */
  @IsString()
  @IsNotEmpty()
  WAYMARK_DATA = '.waymark';

  /** The authorities served, by 3-digit DfE code, with commas between. */
  @Matches(/^[0-9]{3}(\s*,\s*[0-9]{3})*$/, {
    message: 'WAYMARK_AUTHORITIES is 3-digit codes with commas between: 855,857',
  })
  WAYMARK_AUTHORITIES = '855,856,857';

  /** A file of the authorities' own rules, as docs/examples/local-rules.example.json. Without it, national rules alone. */
  @IsString()
  LOCAL_RULES = '';

  @IsIn(['silent', 'error', 'warn', 'info', 'debug'])
  LOG_LEVEL = 'info';

  /** Where the event store answers. Without it the embedded node of the data folder is meant. */
  @IsString()
  EVENTSTORE_URL = '';

  /** The children's keys: a path, or postgres:// where services on several machines share them. Without it `keys.db` of the data folder. */
  @IsString()
  KEYS_URL = '';

  /** The key that wraps the children's keys. Without it `master.key` of the data folder, made on first use. */
  @IsString()
  MASTER_KEY_FILE = '';

  /** A program that unwraps what is in that file, as a key management service does: see docs/privacy.md. */
  @IsString()
  MASTER_KEY_COMMAND = '';

  /** A file of how long each authority keeps records, as docs/examples/retention.example.json. Without it only a court has any erased. */
  @IsString()
  RETENTION = '';

  /** How many requests are answered at once; what comes beside waits for half a second, and is then refused with 503. */
  @IsInt({ message: 'REQUESTS_AT_ONCE is a whole number' })
  @Min(2, { message: 'REQUESTS_AT_ONCE is 2 or more: one for facts, one for looks' })
  @Max(10_000, { message: 'REQUESTS_AT_ONCE is at most 10000' })
  REQUESTS_AT_ONCE = ordinaryCapacity.atOnce;

  /** How long it goes on answering after it was told to stop, while readiness says no: behind a balancer, twice its probing. */
  @IsInt({ message: 'DRAIN_MS is a whole number of milliseconds' })
  @Min(0, { message: 'DRAIN_MS is 0 or more' })
  @Max(60_000, { message: 'DRAIN_MS is at most 60000' })
  DRAIN_MS = 0;

  /** Where workers and alerts, which serve nobody, answer /health/live and /metrics: 0 for any free port; without it nowhere. */
  @Matches(/^[0-9]{0,5}$/, { message: 'PROBES_PORT is a port number' })
  PROBES_PORT = '';

  /** Who may come in: WAYMARK_MODE, OIDC_…, PUBLIC_URL and the rest of docs/identity.md. */
  gate: Gate = developmentGate;

  /** What this service holds or does, which must be in order in production. */
  needs(): readonly Need[] {
    return ['master-key'];
  }

  readMore(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
    const given = givenIn(environment);
    const { gate, faults } = gateFrom(given);
    this.gate = gate;
    return [...faults, ...homeFaults(given), ...productionFaults(given, this.needs())];
  }
}

/** What the settings say of how much `serveApp` takes on and how it stops. */
export function servingUnder({ REQUESTS_AT_ONCE, DRAIN_MS }: Pick<ServiceSettings, 'REQUESTS_AT_ONCE' | 'DRAIN_MS'>): {
  readonly capacity: Partial<Capacity>;
  readonly drainMs: number;
} {
  return { capacity: { atOnce: REQUESTS_AT_ONCE }, drainMs: DRAIN_MS };
}

/** The codes of a `WAYMARK_AUTHORITIES`. */
export function authoritiesIn(text: string): readonly string[] {
  return text.split(',').map((code) => code.trim());
}

/** The timescales of each authority. Throws `LocalRulesUnusable` listing every fault of the file LOCAL_RULES names. */
export function rulesOf({ LOCAL_RULES, WAYMARK_AUTHORITIES }: ServiceSettings): Rulebook {
  return rulebookFrom(LOCAL_RULES, authoritiesIn(WAYMARK_AUTHORITIES), (name) => readFileSync(name, 'utf8'));
}

import { roles, type ClaimNames, type Role } from './caller.ts';
import {
  limitsByDefault,
  providerByDefault,
  signatures,
  type Gate,
  type Limits,
  type Mode,
  type OpenIdProvider,
} from './gate.ts';
import { isLoopback } from './surroundings.ts';

/** A setting by its name in the environment; undefined where it is not set, or empty. */
export type Given = (name: string) => string | undefined;

/** Reads an environment as settings are read: what is empty is not set. */
export function givenIn(environment: Readonly<Record<string, string | undefined>>): Given {
  return (name) => {
    const text = environment[name]?.trim();
    return text === '' ? undefined : text;
  };
}

/**
 * Whether this is development or production: WAYMARK_MODE, and where it says nothing, production as soon as another machine
 * could reach the server. So what is easy on a laptop is never reachable from elsewhere by forgetting something.
 */
export function modeOf(given: Given): Mode {
  const mode = given('WAYMARK_MODE');
  if (mode === 'development' || mode === 'production') return mode;
  return isLoopback(given('HOST') ?? '127.0.0.1') ? 'development' : 'production';
}

/** Reads who may come in. Faults are of what is written wrong; what production lacks, `productionFaults` tells. */
export function gateFrom(given: Given): { readonly gate: Gate; readonly faults: readonly string[] } {
  const faults: string[] = [];
  const mode = modeOf(given);
  const told = given('WAYMARK_MODE');
  if (told !== undefined && told !== mode) faults.push(`WAYMARK_MODE is "${told}": give development or production.`);
  const host = given('HOST') ?? '127.0.0.1';
  if (mode === 'development' && !isLoopback(host)) {
    faults.push(
      `WAYMARK_MODE is development and HOST is ${host}: development is for this machine alone. Leave HOST unset, or set ` +
        'WAYMARK_MODE=production and what it asks for.',
    );
  }
  const gate: Gate = {
    mode,
    provider: providerIn(given, faults),
    publicUrl: originIn('PUBLIC_URL', given('PUBLIC_URL'), faults),
    trustedProxies: proxiesIn(given('TRUSTED_PROXIES'), faults),
    corsOrigins: listIn(given('CORS_ORIGINS')).flatMap((each) => originIn('CORS_ORIGINS', each, faults) ?? []),
    limits: limitsIn(given, faults),
  };
  return { gate, faults };
}

function providerIn(given: Given, faults: string[]): OpenIdProvider | undefined {
  const issuer = given('OIDC_ISSUER');
  if (issuer === undefined) return undefined;
  for (const name of ['OIDC_ISSUER', 'OIDC_JWKS_URL']) {
    const url = given(name);
    if (url !== undefined && !isSafeUrl(url)) {
      faults.push(`${name} is "${shown(url)}": give an address that begins https:// (http:// on this machine alone).`);
    }
  }
  const audience = given('OIDC_AUDIENCE');
  const clientId = given('OIDC_CLIENT_ID') ?? '';
  if (audience === undefined) {
    faults.push('OIDC_AUDIENCE is not set: give whom the provider’s access tokens are for, such as api://waymark.');
  } else if (audience === clientId) {
    faults.push(
      'OIDC_AUDIENCE is OIDC_CLIENT_ID: an ID token would pass for an access token. Give the API its own name.',
    );
  }
  const algorithms = listIn(given('OIDC_ALGORITHMS') ?? providerByDefault.algorithms.join(','));
  for (const each of algorithms.filter((name) => !signatures.includes(name))) {
    faults.push(`OIDC_ALGORITHMS has "${shown(each)}": give some of ${signatures.join(', ')}.`);
  }
  return {
    issuer,
    audience: audience ?? '',
    clientId,
    clientSecret: given('OIDC_CLIENT_SECRET'),
    scope: given('OIDC_SCOPE') ?? providerByDefault.scope,
    jwksUrl: given('OIDC_JWKS_URL'),
    algorithms,
    clockSkewSeconds: numberIn(given, 'OIDC_CLOCK_SKEW_SECONDS', providerByDefault.clockSkewSeconds, [0, 120], faults),
    claims: claimsIn(given, faults),
  };
}

function claimsIn(given: Given, faults: string[]): ClaimNames {
  const own = providerByDefault.claims;
  return {
    user: given('OIDC_USER_CLAIM') ?? own.user,
    roles: given('OIDC_ROLES_CLAIM') ?? own.roles,
    authority: given('OIDC_AUTHORITY_CLAIM') ?? own.authority,
    worker: given('OIDC_WORKER_CLAIM') ?? own.worker,
    team: given('OIDC_TEAM_CLAIM') ?? own.team,
    name: given('OIDC_NAME_CLAIM') ?? own.name,
    roleNames: listIn(given('OIDC_ROLE_NAMES'))
      .map((pair) => roleNameIn(pair, faults))
      .filter((pair) => pair !== undefined),
  };
}

function roleNameIn(pair: string, faults: string[]): readonly [string, Role] | undefined {
  const at = pair.lastIndexOf('=');
  const role = roles.find((each) => each === pair.slice(at + 1).trim());
  const issuersName = pair.slice(0, Math.max(0, at)).trim();
  if (role !== undefined && issuersName !== '') return [issuersName, role];
  faults.push(
    `OIDC_ROLE_NAMES has "${shown(pair)}": give pairs as CP-Managers=manager, of the roles ${roles.join(', ')}.`,
  );
  return undefined;
}

function limitsIn(given: Given, faults: string[]): Limits {
  const rate = (name: string, byDefault: number): number => numberIn(given, name, byDefault, [1, 10_000_000], faults);
  return {
    ...limitsByDefault,
    requestsPerAddress: rate('LIMIT_REQUESTS_PER_ADDRESS', limitsByDefault.requestsPerAddress),
    requestsPerUser: rate('LIMIT_REQUESTS_PER_USER', limitsByDefault.requestsPerUser),
    unknownPerAddress: rate('LIMIT_UNKNOWN_PER_ADDRESS', limitsByDefault.unknownPerAddress),
    streamsPerUser: rate('LIMIT_STREAMS_PER_USER', limitsByDefault.streamsPerUser),
  };
}

function numberIn(
  given: Given,
  name: string,
  byDefault: number,
  [least, most]: readonly [number, number],
  faults: string[],
): number {
  const text = given(name);
  if (text === undefined) return byDefault;
  const number = /^[0-9]{1,9}$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  faults.push(`${name} is "${shown(text)}": give a whole number from ${String(least)} to ${String(most)}.`);
  return byDefault;
}

function originIn(name: string, text: string | undefined, faults: string[]): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.origin === text.replace(/\/$/, '') && isSafeUrl(text)) return url.origin;
  faults.push(`${name} has "${shown(text)}": give an origin that begins https://, without a path.`);
  return undefined;
}

function proxiesIn(text: string | undefined, faults: string[]): readonly string[] {
  return listIn(text).filter((each) => {
    const isNetwork = /^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:]*)(?:\/[0-9]{1,3})?$/i.test(each);
    const isTooWide = /\/[0-7]$/.test(each);
    if (isNetwork && !isTooWide) return true;
    faults.push(`TRUSTED_PROXIES has "${shown(each)}": give addresses or networks, as 10.0.0.5 or 10.0.0.0/24.`);
    return false;
  });
}

/** Encrypted on its way, or not leaving this machine. */
function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, hash } = new URL(text);
  if (username !== '' || hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, '')));
}

function listIn(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

/** A setting as a terminal may show it: no password, and not without end. */
function shown(text: string): string {
  return text.replace(/\/\/.*@/, '//…@').slice(0, 80);
}

import { statSync } from 'node:fs';
import { modeOf, type Given } from './gate-settings.ts';
import { isLoopback } from './surroundings.ts';

/** What a process holds, hence what must be in order before it starts in production. */
export type Need = 'master-key' | 'anchor-key' | 'sign-in';

/**
 * What these settings lack for production, every fault at once; none in development. Nothing secret has a default there, and
 * nothing that tells of children travels unencrypted between machines.
 */
export function productionFaults(given: Given, needs: readonly Need[]): readonly string[] {
  if (modeOf(given) !== 'production') return [];
  return [
    ...identityFaults(given, needs),
    ...(needs.includes('master-key') ? keyFaults('MASTER_KEY_FILE', given('MASTER_KEY_FILE')) : []),
    ...(needs.includes('anchor-key') && given('ANCHOR_EVERY_MINUTES') !== '0'
      ? keyFaults('ANCHOR_KEY_FILE', given('ANCHOR_KEY_FILE'))
      : []),
    ...eventStoreFaults(given('EVENTSTORE_URL')),
    ...['READMODEL_URL', 'KEYS_URL'].flatMap((name) => postgresFaults(name, given(name))),
    ...mailFaults(given('ALERT_SMTP_URL')),
    ...(given('WAYMARK_DEMO')?.toLowerCase() === 'on'
      ? ['WAYMARK_DEMO is on: invented children belong in no real record. Set it off.']
      : []),
  ].map((fault) => `In production, ${fault}`);
}

function identityFaults(given: Given, needs: readonly Need[]): readonly string[] {
  const needed: readonly (readonly [string, string])[] = [
    ['OIDC_ISSUER', 'give the address of your OpenID provider'],
    ['PUBLIC_URL', 'give the address people know Waymark by, as https://waymark.example.gov.uk'],
    ...(needs.includes('sign-in')
      ? ([
          ['OIDC_CLIENT_ID', 'give what the provider calls Waymark’s pages'],
          ['OIDC_CLIENT_SECRET', 'give the secret the provider gave for Waymark’s pages'],
        ] as const)
      : []),
  ];
  return needed.flatMap(([name, what]) => (given(name) === undefined ? [`${name} is not set: ${what}.`] : []));
}

/** A key is named, is there, and is its owner's alone. */
function keyFaults(name: string, file: string | undefined): readonly string[] {
  if (file === undefined)
    return [`${name} is not set: name the file that holds the key, kept apart from the data folder.`];
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile())
    return [`${name} names ${file}, where there is no file: put the key there.`];
  if ((found.mode & 0o077) !== 0) return [`${name} names ${file}, which others may read: chmod 600 it.`];
  return [];
}

function eventStoreFaults(text: string | undefined): readonly string[] {
  const [, user, hosts, query] =
    /^esdb(?:\+discover)?:\/\/(?:([^@/]*)@)?([^/?]*)\/?(?:\?(.*))?$/.exec(text ?? '') ?? [];
  if (text === undefined || hosts === undefined) return [];
  const set = new Map(
    [...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value.toLowerCase()]),
  );
  const isHere = hosts.split(',').every((host) => isLoopback(host.replace(/:[0-9]+$/, '').replace(/^\[|\]$/g, '')));
  const faults: string[] = [];
  if (!isHere && set.get('tls') === 'false') {
    faults.push('EVENTSTORE_URL says tls=false: facts would travel in the open. Take it out.');
  }
  if (set.get('tlsverifycert') === 'false') {
    faults.push('EVENTSTORE_URL says tlsVerifyCert=false: anyone could be the store. Take it out, and give tlsCAFile.');
  }
  if (user === 'admin:changeit')
    faults.push('EVENTSTORE_URL has the password every EventStoreDB begins with: change it.');
  if (!isHere && user === undefined && !set.has('usercertfile')) {
    faults.push('EVENTSTORE_URL names no user: give one that may read and append, as esdb://waymark:password@….');
  }
  return faults;
}

function postgresFaults(name: string, text: string | undefined): readonly string[] {
  if (text === undefined || !/^postgres(?:ql)?:/i.test(text) || !URL.canParse(text)) return [];
  const { hostname, searchParams } = new URL(text);
  const host = searchParams.get('host') ?? hostname.replace(/^\[|\]$/g, '');
  if (host === '' || host.startsWith('/') || isLoopback(host)) return [];
  if (searchParams.get('sslmode') === 'verify-full') return [];
  return [`${name} leaves the connection to PostgreSQL open to others: add ?sslmode=verify-full (and sslrootcert=…).`];
}

function mailFaults(text: string | undefined): readonly string[] {
  if (text === undefined || !URL.canParse(text)) return [];
  const { protocol, hostname, searchParams } = new URL(text);
  if (protocol === 'smtps:' || isLoopback(hostname) || searchParams.get('requireTLS') === 'true') return [];
  return ['ALERT_SMTP_URL may send mail in the open: begin it smtps://, or add ?requireTLS=true.'];
}

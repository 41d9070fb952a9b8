import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentGate, limitsByDefault } from './gate.ts';
import { gateFrom, givenIn, modeOf } from './gate-settings.ts';
import { productionFaults, type Need } from './production.ts';
import { readSettings } from './settings.ts';
import { ServiceSettings } from './service-settings.ts';

type Environment = Readonly<Record<string, string>>;

const faultsOf = (environment: Environment): readonly string[] => gateFrom(givenIn(environment)).faults;
const provider = { OIDC_ISSUER: 'https://login.example', OIDC_AUDIENCE: 'api://waymark', OIDC_CLIENT_ID: 'pages' };

describe('who may come in', () => {
  it('is this machine, in development, where nothing is said', () => {
    expect(gateFrom(givenIn({}))).toEqual({ gate: developmentGate, faults: [] });
  });

  it.each([
    [{}, 'development'],
    [{ HOST: '127.0.0.1' }, 'development'],
    [{ HOST: 'localhost' }, 'development'],
    [{ HOST: '0.0.0.0' }, 'production'],
    [{ HOST: '10.0.0.5' }, 'production'],
    [{ HOST: '::' }, 'production'],
    [{ WAYMARK_MODE: 'production' }, 'production'],
  ])('of %j is %s', (environment, mode) => {
    expect(modeOf(givenIn(environment as Environment))).toBe(mode);
  });

  it('is never another machine in development', () => {
    expect(faultsOf({ WAYMARK_MODE: 'development', HOST: '0.0.0.0' })).toEqual([
      expect.stringContaining('development is for this machine alone'),
    ]);
  });

  it('is told by a provider, whose claims and roles are named as it names them', () => {
    const { gate, faults } = gateFrom(
      givenIn({
        ...provider,
        OIDC_CLIENT_SECRET: 's',
        OIDC_ROLES_CLAIM: '/realm_access/roles',
        OIDC_ROLE_NAMES: 'CP Managers=manager, CN=Workers=caseworker',
        OIDC_CLOCK_SKEW_SECONDS: '0',
        TRUSTED_PROXIES: '10.0.0.5, 10.1.0.0/16, 2001:db8::/32',
        CORS_ORIGINS: 'https://front.example/',
        LIMIT_STREAMS_PER_USER: '3',
      }),
    );
    expect(faults).toEqual([]);
    expect(gate).toMatchObject({
      provider: { issuer: 'https://login.example', audience: 'api://waymark', clockSkewSeconds: 0, clientSecret: 's' },
      trustedProxies: ['10.0.0.5', '10.1.0.0/16', '2001:db8::/32'],
      corsOrigins: ['https://front.example'],
      limits: { ...limitsByDefault, streamsPerUser: 3 },
    });
    expect(gate.provider?.claims).toMatchObject({
      roles: '/realm_access/roles',
      roleNames: [
        ['CP Managers', 'manager'],
        ['CN=Workers', 'caseworker'],
      ],
    });
  });

  it.each([
    [{ WAYMARK_MODE: 'live' }, /WAYMARK_MODE is "live"/],
    [{ ...provider, OIDC_ISSUER: 'http://login.example' }, /OIDC_ISSUER is "http:\/\/login\.example"/],
    [{ ...provider, OIDC_ISSUER: 'http://localhost.evil.example' }, /OIDC_ISSUER/],
    [{ ...provider, OIDC_ISSUER: 'https://u:secret@login.example' }, /OIDC_ISSUER is "https:\/\/…@login/],
    [{ OIDC_ISSUER: 'https://login.example' }, /OIDC_AUDIENCE is not set/],
    [{ ...provider, OIDC_AUDIENCE: 'pages' }, /an ID token would pass/],
    [{ ...provider, OIDC_ALGORITHMS: 'ES256,HS256' }, /OIDC_ALGORITHMS has "HS256"/],
    [{ ...provider, OIDC_ALGORITHMS: 'none' }, /OIDC_ALGORITHMS has "none"/],
    [{ ...provider, OIDC_CLOCK_SKEW_SECONDS: '3600' }, /from 0 to 120/],
    [{ ...provider, OIDC_ROLE_NAMES: 'Boss=king' }, /OIDC_ROLE_NAMES has "Boss=king"/],
    [{ ...provider, OIDC_ROLE_NAMES: '=manager' }, /OIDC_ROLE_NAMES/],
    [{ PUBLIC_URL: 'https://waymark.example/path' }, /PUBLIC_URL has/],
    [{ PUBLIC_URL: 'http://waymark.example' }, /PUBLIC_URL has/],
    [{ CORS_ORIGINS: '*' }, /CORS_ORIGINS has "\*"/],
    [{ TRUSTED_PROXIES: '0.0.0.0/0' }, /TRUSTED_PROXIES has "0\.0\.0\.0\/0"/],
    [{ TRUSTED_PROXIES: 'true' }, /TRUSTED_PROXIES has "true"/],
    [{ LIMIT_REQUESTS_PER_USER: '0' }, /LIMIT_REQUESTS_PER_USER is "0"/],
  ])('is refused as %j', (environment, fault) => {
    expect(faultsOf(environment as Environment)).toEqual([expect.stringMatching(fault)]);
  });
});

describe('production', () => {
  let folder: string;
  let complete: Environment;
  const all: readonly Need[] = ['master-key', 'anchor-key', 'sign-in'];
  const faults = (more: Environment, needs: readonly Need[] = all): readonly string[] =>
    productionFaults(givenIn({ ...complete, ...more }), needs);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'waymark-production-'));
    const key = join(folder, 'key');
    writeFileSync(key, 'k', { mode: 0o600 });
    writeFileSync(join(folder, 'open'), 'k', { mode: 0o644 });
    complete = {
      WAYMARK_MODE: 'production',
      ...provider,
      OIDC_CLIENT_SECRET: 'given',
      PUBLIC_URL: 'https://waymark.example',
      MASTER_KEY_FILE: key,
      ANCHOR_KEY_FILE: key,
    };
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('starts with everything in order, and asks nothing of development', () => {
    expect(faults({})).toEqual([]);
    expect(productionFaults(givenIn({}), all)).toEqual([]);
  });

  it('lacks everything at once where nothing is given', () => {
    expect(productionFaults(givenIn({ HOST: '0.0.0.0' }), all).map((fault) => fault.split(' ')[2])).toEqual([
      'OIDC_ISSUER',
      'PUBLIC_URL',
      'OIDC_CLIENT_ID',
      'OIDC_CLIENT_SECRET',
      'MASTER_KEY_FILE',
      'ANCHOR_KEY_FILE',
    ]);
  });

  it('asks of a service what it holds, and no more', () => {
    const lacking = { MASTER_KEY_FILE: '', ANCHOR_KEY_FILE: '', OIDC_CLIENT_SECRET: '' };
    expect(faults(lacking, [])).toEqual([]);
    expect(faults(lacking, ['master-key'])).toEqual([expect.stringContaining('MASTER_KEY_FILE is not set')]);
    expect(faults({ ANCHOR_KEY_FILE: '', ANCHOR_EVERY_MINUTES: '0' })).toEqual([]);
  });

  it('wants keys that are there and their owner’s alone', () => {
    expect(faults({ MASTER_KEY_FILE: join(folder, 'none') })).toEqual([expect.stringContaining('there is no file')]);
    expect(faults({ MASTER_KEY_FILE: folder })).toEqual([expect.stringContaining('there is no file')]);
    expect(faults({ MASTER_KEY_FILE: join(folder, 'open') })).toEqual([expect.stringContaining('chmod 600')]);
  });

  it.each([
    ['esdb://127.0.0.1:2113?tls=false', []],
    ['esdb://w:secret@store:2113', []],
    ['esdb://store:2113?userCertFile=a&userKeyFile=b', []],
    ['esdb://w:secret@store:2113?tls=false', [/tls=false/]],
    ['esdb://w:secret@127.0.0.1:2113,store:2113?TLS=False', [/tls=false/]],
    ['esdb://w:secret@127.0.0.1.evil.example:2113?tls=false', [/tls=false/]],
    ['esdb+discover://w:secret@a:2113,b:2113/?tlsVerifyCert=false', [/tlsVerifyCert=false/]],
    ['esdb://admin:changeit@store:2113', [/begins with/]],
    ['esdb://store:2113', [/names no user/]],
  ])('of the event store at %s', (url, wanted) => {
    expect(faults({ EVENTSTORE_URL: url })).toEqual(wanted.map((each) => expect.stringMatching(each) as unknown));
  });

  it.each([
    ['postgres://w:secret@db:5432/rows?sslmode=verify-full', true],
    ['postgres://w@localhost/rows', true],
    ['postgres:///rows?host=/var/run/postgresql', true],
    ['.waymark/readmodel.db', true],
    ['postgres://w:secret@db:5432/rows', false],
    ['postgres://w:secret@db:5432/rows?sslmode=require', false],
    ['postgres://w:secret@localhost/rows?host=db', false],
  ])('of the rows at %s', (url, isUsable) => {
    const found = faults({ READMODEL_URL: url });
    expect(found).toEqual(isUsable ? [] : [expect.stringContaining('sslmode=verify-full')]);
    expect(found.join()).not.toContain('secret');
  });

  it('has no invented children, and no mail in the open', () => {
    expect(faults({ WAYMARK_DEMO: 'on' })).toEqual([expect.stringContaining('invented children')]);
    expect(faults({ ALERT_SMTP_URL: 'smtp://mail.example' })).toEqual([expect.stringContaining('smtps://')]);
    expect(faults({ ALERT_SMTP_URL: 'smtp://mail.example?requireTLS=true' })).toEqual([]);
  });

  it('is asked of a service that starts alone, with its other faults', () => {
    expect(() => readSettings(ServiceSettings, { HOST: '0.0.0.0', PORT: 'x' })).toThrow(
      /PORT is a whole number[^]*OIDC_ISSUER is not set[^]*MASTER_KEY_FILE is not set/,
    );
    const { gate } = readSettings(ServiceSettings, complete);
    expect([gate.mode, gate.publicUrl]).toEqual(['production', 'https://waymark.example']);
  });
});

import fc from 'fast-check';
import { isOneSlipAway, knownSettings, misspeltSettings } from './misspelt-settings.ts';

const meant = (name: string, setting: string): string =>
  `${name} is no setting of Waymark’s, and is passed over. ${setting} is: was that meant?`;

it.each([
  ['WAYMARK_DEMOO', 'WAYMARK_DEMO'],
  ['WAYMARK_AUTHORITY', 'WAYMARK_AUTHORITIES'],
  ['WAYMARK_MODUS', 'WAYMARK_MODE'],
  ['RETENTON', 'RETENTION'],
  ['RETENTIOM', 'RETENTION'],
  ['OIDC_ISUSER', 'OIDC_ISSUER'],
  ['OIDC_ROLE_CLAIM', 'OIDC_ROLES_CLAIM'],
  ['ALERT_RULE', 'ALERT_RULES'],
  ['LIMIT_REQUESTS_PER_ADRESS', 'LIMIT_REQUESTS_PER_ADDRESS'],
  ['SESSION_HOUR', 'SESSION_HOURS'],
])('tells that %s is passed over, and was probably meant for %s', (name, setting) => {
  expect(misspeltSettings({ [name]: 'secret' })).toEqual([meant(name, setting)]);
});

it.each([
  'PATH',
  'HOME',
  'HOSTNAME',
  'OTEL_SERVICE_NAME',
  'EVENTSTORE_FILE',
  'RETENTN',
  'waymark_demo',
  'WEBHOOK_SECRET',
])('takes %s for another program’s', (name) => {
  expect(misspeltSettings({ [name]: 'x' })).toEqual([]);
});

it('says nothing of a setting, nor of a name near one that is set itself', () => {
  const all = Object.fromEntries([...knownSettings()].map((name) => [name, 'x']));
  expect(misspeltSettings(all)).toEqual([]);
  expect(misspeltSettings({ HOST: '127.0.0.1', GHOST: 'x' })).toEqual([]);
});

it('knows a slip from either side, and no name for a slip of itself', () => {
  const name = fc.stringMatching(/^[A-C_]{0,6}$/);
  fc.assert(
    fc.property(name, name, (one, other) => {
      expect(isOneSlipAway(one, other)).toBe(isOneSlipAway(other, one));
      expect(isOneSlipAway(one, one)).toBe(false);
    }),
    { seed: 10 },
  );
});

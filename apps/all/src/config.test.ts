import path from 'node:path';
import { BadSettings, developmentGate } from '#http';
import { Populations } from '#measures';
import { nationalRules } from '#timescales';
import { shippedComparators } from '../../performance/src/comparators/shipped.ts';
import { childEnvironment, readSettings, withoutPassword } from './config.ts';

describe('settings', () => {
  it('need not be given: this machine only, port 3000, everything kept in .waymark', () => {
    expect(readSettings({})).toEqual({
      dataFolder: path.resolve('.waymark'),
      eventStoreUrl: undefined,
      readModelUrl: path.resolve('.waymark/readmodel.db'),
      keysUrl: path.resolve('.waymark/keys.db'),
      masterKeyFile: path.resolve('.waymark/master.key'),
      masterKeyCommand: undefined,
      retention: new Map(),
      anchorKeyFile: path.resolve('.waymark/anchor.key'),
      anchorFolder: path.resolve('.waymark/anchors'),
      anchorEveryMinutes: 60,
      port: 3000,
      host: '127.0.0.1',
      demonstration: 'when-new',
      authorities: ['855', '856', '857'],
      logLevel: 'info',
      requestsAtOnce: undefined,
      drainMs: 0,
      gate: developmentGate,
      rules: nationalRules,
      populations: new Populations(),
      comparators: shippedComparators,
      raisesAlerts: false,
    });
  });

  it('name a file of local rules, whose every fault is told with their own', () => {
    const file = path.join(import.meta.dirname, '../../../docs/examples/local-rules.example.json');
    expect(readSettings({ LOCAL_RULES: file }).rules.of('855')).not.toBe(nationalRules.of('855'));
    const faulty = () => readSettings({ LOCAL_RULES: file, WAYMARK_AUTHORITIES: '857', PORT: 'x' });
    expect(faulty).toThrow(/PORT is "x".*\n.*LOCAL_RULES, .*authority 855 is not served here/);
    expect(() => readSettings({ LOCAL_RULES: 'no-such-file.json' })).toThrow(
      /LOCAL_RULES, .*cannot be read \(ENOENT\)/,
    );
  });

  it('name a file of populations, whose every fault is told with their own', () => {
    const file = path.join(import.meta.dirname, '../../../docs/examples/populations.example.json');
    expect(readSettings({ POPULATIONS: file }).populations.of('855', 2020)?.children).toBe(139_400);
    const faulty = () => readSettings({ POPULATIONS: file, WAYMARK_AUTHORITIES: '857', PORT: 'x' });
    expect(faulty).toThrow(/PORT is "x".*\n.*POPULATIONS, .*the authority is "855"/);
  });

  it('keep everything in the data folder that is named', () => {
    const here = path.resolve('here');
    const settings = readSettings({ WAYMARK_DATA: here });
    expect([settings.readModelUrl, settings.keysUrl, settings.masterKeyFile]).toEqual([
      path.join(here, 'readmodel.db'),
      path.join(here, 'keys.db'),
      path.join(here, 'master.key'),
    ]);
  });

  it('are refused with every fault at once, each saying what to do', () => {
    const refused = (): unknown =>
      readSettings({
        PORT: '70000',
        HOST: ' ',
        EVENTSTORE_URL: 'http://admin:secret@store:2113',
        WAYMARK_DEMO: 'maybe',
        WAYMARK_AUTHORITIES: '855;857',
        LOG_LEVEL: 'loud',
      });
    expect(refused).toThrow(BadSettings);
    try {
      refused();
    } catch (error) {
      expect((error as BadSettings).faults).toEqual([
        'HOST is empty: give it a value, or leave it unset for the default.',
        'PORT is "70000": give a port number from 0 to 65535, where 0 takes any free port.',
        'EVENTSTORE_URL is "http://…@store:2113": give a connection string that begins esdb:// or esdb+discover://.',
        'WAYMARK_DEMO is "maybe": give on or off, or leave it unset to fill a new data folder.',
        'WAYMARK_AUTHORITIES is "855;857": give 3-digit authority codes with commas between, as 855,857.',
        'LOG_LEVEL is "loud": give one of silent, error, warn, info, debug.',
      ]);
    }
  });

  it.each(['', '-1', '3000.5', '3e3', '65536', 'http'])('refuse the port "%s"', (PORT) => {
    expect(() => readSettings({ PORT })).toThrow(/PORT is/);
  });

  it.each(['0', '65535'])('take the port %s', (PORT) => {
    expect(readSettings({ PORT }).port).toBe(Number(PORT));
  });

  it('reach a child as they were decided, not as they were given', () => {
    expect(childEnvironment({ PORT: '0', HOST: undefined }, { PORT: '3000', HOST: 'h', HOME: '/root' })).toEqual({
      PORT: '0',
      HOME: '/root',
    });
  });

  it('are shown without the password in a connection string', () => {
    expect(withoutPassword('esdb://admin:changeit@a:2113?tls=true')).toBe('esdb://…@a:2113?tls=true');
  });
});

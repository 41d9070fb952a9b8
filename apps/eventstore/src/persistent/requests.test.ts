import { encodeRecordedEvent } from '../wire/recorded-event.ts';
import { message } from '../wire/writer.ts';
import { affinityOf } from './affinity.ts';
import { readDefinition } from './requests.ts';

/** A request of a group on a stream, whose strategy is said by its name as newer clients say it. */
const requested = (strategy: string) => {
  const settings = message().number(11, 5).number(12, 10).text(16, strategy);
  const options = message().message(1, message().text(3, 's')).text(2, 'g').message(3, settings);
  return readDefinition(message().message(1, options).done());
};

describe('a strategy given by its name', () => {
  it.each(['DispatchToSingle', 'RoundRobin', 'Pinned', 'PinnedByCorrelation'])('may be %s', (strategy) => {
    expect(requested(strategy)).toMatchObject({ source: 's', group: 'g', fault: undefined, settings: { strategy } });
  });

  it('is refused where there is none of that name', () => {
    expect(requested('Fastest').fault).toContain("no consumer strategy 'Fastest'");
  });
});

describe('what a pinned event is pinned by', () => {
  const log = { streamName: () => 's' } as unknown as Parameters<typeof affinityOf>[0];
  const row = (type: string, data: string, metadata: string) => ({
    position: 1,
    sid: 1,
    revision: 0,
    type,
    record: encodeRecordedEvent(
      {
        id: '00000000-0000-4000-8000-000000000000',
        type,
        contentType: 'application/json',
        data: Buffer.from(data),
        metadata: Buffer.from(metadata),
      },
      { stream: 's', revision: 0, position: 1, created: '0' },
    ),
  });

  it('is its stream, or the stream a link points into', () => {
    expect(affinityOf(log, row('Visited', '{}', ''), 'Pinned')).toBe('s');
    expect(affinityOf(log, row('$>', '3@child-7', ''), 'Pinned')).toBe('child-7');
  });

  it('is its correlation, where that is the strategy and it has one', () => {
    const correlated = row('Visited', '{}', '{"$correlationId":"c"}');
    expect(affinityOf(log, correlated, 'PinnedByCorrelation')).toBe('c');
    expect(affinityOf(log, correlated, 'Pinned')).toBe('s');
    for (const metadata of ['', 'null', '****', '{"$correlationId":7}'])
      expect(affinityOf(log, row('Visited', '{}', metadata), 'PinnedByCorrelation')).toBe('s');
  });
});

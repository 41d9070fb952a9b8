import { ledger } from '#recording';
import { startPosting, type Posting } from './posting.fixture.ts';

let posting: Posting;

beforeAll(async () => {
  posting = await startPosting();
});

afterAll(() => posting.close());

const by = { user: 'u1', role: 'analyst' };
const months = { months: 12 };
const ids = {
  quarter: '11111111-1111-4111-8111-111111111111',
  year: '22222222-2222-4222-8222-222222222222',
  other: '33333333-3333-4333-8333-333333333333',
  gone: '44444444-4444-4444-8444-444444444444',
};

/** As much of the answers as is looked into here. */
interface Answer {
  readonly facts: readonly { readonly id: string }[];
  readonly preview: { readonly receipts: readonly object[] };
}

it('a correction tried out says which published figures it would move, and by how much', async () => {
  const facts = await posting.post('/authorities/855/children/A1/facts', {
    facts: [
      { type: 'ChildRegistered', data: { on: '2025-03-03', dateOfBirth: '2019-03-20', sex: 'F', ethnicity: 'WBRI' } },
      { type: 'ReferralReceived', data: { on: '2025-03-03', source: '2A' } },
      { type: 'ReferralDecided', data: { on: '2025-03-04', decision: 'no-further-action' } },
      { type: 'ReferralReceived', data: { on: '2026-03-02', source: '2A' } },
    ],
  });
  expect(facts.status).toBe(201);
  const second = (facts.body as Answer).facts[3]?.id ?? '';
  const corrected = [{ type: 'FactCorrected', data: { fact: second, data: { on: '2026-03-04', source: '2A' } } }];
  const preview = async (): Promise<readonly object[]> => {
    const answer = await posting.post('/authorities/855/children/A1/facts?preview=true', { facts: corrected });
    expect(answer.status).toBe(200);
    return (answer.body as Answer).preview.receipts;
  };
  expect(await preview()).toEqual([]);

  const kept = ledger({ store: posting.store, now: () => Date.parse('2026-06-15T11:00:00Z') }, 'receipts-855');
  const quarter = { from: '2026-01-01', to: '2026-03-31' };
  const publish = (id: string, measure: string, period: object, parameters: object): Promise<unknown> =>
    kept.enter({ id, type: 'FigurePublished', data: { measure, period, parameters }, by });
  await publish(ids.quarter, 're-referrals', quarter, months);
  await publish(ids.year, 'referrals', { from: '2025-01-01', to: '2026-03-03' }, {});
  await publish(ids.other, 're-referrals', { from: '2024-01-01', to: '2024-12-31' }, months);
  await publish(ids.gone, 'no-such-measure', quarter, {});
  // On 2 March it is within 12 months of 3 March a year before, and on 4 March no longer.
  expect(await preview()).toEqual([
    {
      receipt: ids.quarter,
      measure: 're-referrals',
      period: quarter,
      change: { numerator: -1, denominator: 0, excluded: 0 },
    },
    {
      receipt: ids.year,
      measure: 'referrals',
      period: { from: '2025-01-01', to: '2026-03-03' },
      change: { numerator: -1, denominator: 0, excluded: 0 },
    },
  ]);
});

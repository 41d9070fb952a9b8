import { silenceOfWorker } from './silence.ts';

describe('the silence of a worker', () => {
  it('begins anew with each sign of life, whatever the clock of its machine says', () => {
    let elapsed = 5_000;
    const silence = silenceOfWorker(() => elapsed);
    expect(silence(1_700_000_000_000)).toBe(0);
    elapsed += 59_000;
    expect(silence(1_700_000_000_000)).toBe(59_000);
    elapsed += 1_000;
    // An hour behind, because that machine’s clock was put right.
    expect(silence(1_699_996_400_000)).toBe(0);
    elapsed += 60_001;
    expect(silence(1_699_996_400_000)).toBe(60_001);
  });
});

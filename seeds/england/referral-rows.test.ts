import { chance as chanceOf } from '../chance.ts';
import { englandRates } from './rates.ts';
import { daysToNext, mostInARow, referralsToAChild } from './referral-rows.ts';

describe('referrals of one child, one after another', () => {
  it('are as many in a year as England’s children had', () => {
    const { all, nothing, help } = referralsToAChild(365);
    expect(Math.abs(all - englandRates.referralsOfChild.value)).toBeLessThan(0.005);
    expect(1 + nothing + help).toBe(all);
  });

  it('are one in a window too short for another to come, and never fewer in a longer one', () => {
    expect(referralsToAChild(1)).toEqual({ all: 1, nothing: 0, help: 0 });
    const windows = [14, 30, 92, 183, 365, 731, 1096].map((days) => referralsToAChild(days).all);
    expect(windows).toEqual([...windows].sort((a, b) => a - b));
  });

  it.each([92, 365, 731])('are as many in %i days as are drawn', (days) => {
    const chance = chanceOf(days);
    const rows = 60_000;
    let found = 0;
    for (let row = 0; row < rows; row += 1) {
      let on = chance.below(days);
      for (let referral = 0; referral < mostInARow && on >= 0; referral += 1) {
        found += 1;
        if (!chance.percent(englandRates.reReferred.value)) break;
        on -= daysToNext(chance, chance.percent(englandRates.earlierNoFurtherAction.value) ? 'nothing' : 'help');
      }
    }
    // Three standard errors of the mean of so many rows, which hold about one referral each, give or take less than half.
    expect(Math.abs(found / rows - referralsToAChild(days).all)).toBeLessThan((3 * 0.5) / Math.sqrt(rows));
  });
});

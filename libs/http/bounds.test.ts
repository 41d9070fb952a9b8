import { networkOf } from './bounds.ts';

describe('the network that requests are counted by', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  // Found by seed 12 of the whole-system runs on PostgreSQL: it ended as a TypeError in the log, answered 500 to nobody.
  it('is none of somebody who has hung up while they waited, and no fault', () => {
    expect(networkOf(undefined)).toBe('gone');
  });
});

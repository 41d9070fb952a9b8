import { CannotOpen, CannotSeal, CannotUnwrap, ErasureUnfinished } from '#privacy';
import { ChildBusy } from '#recording';
import { StoreRefused, StreamDeleted, UndecodableFact } from '#store';
import { houseProblem, withoutChild } from './house-errors.ts';

describe('a child for whom too much waits', () => {
  it('is told of as that, and not as a store that does not answer', () => {
    const answer = houseProblem(new ChildBusy());
    expect(answer?.document).toMatchObject({ status: 503, code: 'child-busy' });
    expect(answer?.headers).toEqual({ 'retry-after': '2' });
    expect(answer?.document.detail).not.toContain('store');
    expect(answer?.document.detail).toContain('same Idempotency-Key');
  });
});

describe('an event store that refuses Waymark’s own user', () => {
  it('is told of as what passes once somebody has looked at it, and not as a fault of the request', () => {
    const answer = houseProblem(new StoreRefused('its user has no right for reading journey-855.SECRET1'));
    expect(answer?.document).toMatchObject({ status: 503, code: 'store-refused' });
    expect(answer?.headers).toEqual({ 'retry-after': '15' });
    expect(answer?.document.detail).toContain('/health/ready and the log say what to do');
    expect(answer?.document.detail).not.toContain('SECRET1');
  });
});

describe('what errors say', () => {
  const place = { authority: '855', child: 'SECRET1', fact: '2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b1', field: 'name' };
  it.each([
    new UndecodableFact('journey-855.SECRET1', 3, 'ReferralReceived', 'its data is torn', 'Restore it.'),
    new StreamDeleted('journey-855.SECRET1'),
    new StoreRefused('no right for appending to journey-855.SECRET1, or reading journey-855.SECRET1.'),
    new CannotOpen('tampered', place),
    new CannotSeal(place, 'is not text'),
    new CannotUnwrap(),
    new ErasureUnfinished(),
  ])('reaches the log without the child: %s', (error) => {
    expect(withoutChild(error.message)).not.toContain('SECRET1');
    expect(withoutChild(error.message).replaceAll('journey-855.…', 'journey-855.SECRET1')).toBe(error.message);
  });
});

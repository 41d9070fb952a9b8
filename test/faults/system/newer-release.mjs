// Given to a process with --import: it is of a newer release, by which a referral always says the child's primary need. What
// an older release recorded without it is read as "not stated". A release made up for the tests: today's facts are all of
// their first version.
import { pathToFileURL } from 'node:url';

/** What the newer release's catalogue says of ReferralReceived. */
export const referralOfVersionTwo = { version: 2, upcast: { 1: (older) => ({ primaryNeed: 'N0', ...older }) } };

if (process.env.RELEASE === 'newer') {
  const { catalogue } = await import(pathToFileURL('dist/libs/events/index.js').href);
  Object.assign(catalogue.ReferralReceived, referralOfVersionTwo);
}

import { ordinaryTypes } from '#events';
import { recordableCalled } from '../child/recordable.ts';
import type { Deadline } from './answers.ts';
import { askedIn } from './asked.ts';
import { myWorkView } from './my-work.view.ts';

const person = { user: 'u1', name: 'U', authority: '855', role: 'manager', roles: ['manager'] } as const;

it('leads from a deadline to the form of every fact that may meet it, by the title of that form', () => {
  const deadline: Deadline = {
    child: 'L1',
    clock: 'section-47',
    title: 'Enquiry',
    key: 'k',
    force: null,
    startedOn: '2026-01-05',
    due: null,
    state: 'running',
    worker: null,
    team: null,
    metBy: ordinaryTypes,
  };
  const { lines } = myWorkView({
    asked: askedIn({}, person),
    person,
    deadlines: { on: '2026-01-06', deadlines: [deadline], next: null },
    drift: { drifting: 0, cases: [] },
    waiting: [],
    quietFor: 20,
  });
  const ways = lines[0]?.next ?? [];
  expect(ways).toHaveLength(ordinaryTypes.length);
  for (const { text, href } of ways) expect(recordableCalled(href.split('/').at(-1) ?? '')?.title).toBe(text);
});

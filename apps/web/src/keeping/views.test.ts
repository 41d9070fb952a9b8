import fc from 'fast-check';
import type { Role } from '#access';
import type { Person } from '../session/session.ts';
import type { Opening } from './answers.ts';
import { decisions, missingIn, peopleIn } from './decisions.ts';
import { mayReview, openingsView } from './openings.view.ts';
import { restrictionsView } from './restrictions.view.ts';
import { maySign } from './signing.ts';
import { whoMaySeeView } from './who-may-see.view.ts';

const person = (user: string, ...roles: readonly Role[]): Person => {
  return { user, role: roles[0] ?? 'caseworker', roles, authority: '855' };
};
const made = { by: { user: 'mary', role: 'manager' }, at: '2026-06-15T08:00:00Z' };

describe('people typed one on each line', () => {
  it('are each named once, without the space around them', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }).map((text) => text.replace(/\s/g, 'x'))), (names) => {
        const typed = names.flatMap((name) => [` ${name}`, '', `${name} `]).join('\n');
        expect(peopleIn(typed)).toEqual([...new Set(names)]);
      }),
    );
    expect(peopleIn(' \n\n')).toEqual([]);
  });

  it('are asked for, and so is the reason', () => {
    expect(missingIn({ to: '', 'restrict-reason': '' }, decisions['restrict']!).map(({ field }) => field)).toEqual([
      'to',
      'restrict-reason',
    ]);
    expect(missingIn({ to: 'mary', 'restrict-reason': 'A relative.' }, decisions['restrict']!)).toEqual([]);
  });
});

describe('a countersignature', () => {
  it('is offered to whoever has the role that was lacking, and did not record it', () => {
    const owed = { by: ['manager'], recordedBy: 'wendy' };
    expect(maySign(person('mary', 'manager'), owed)).toBe(true);
    expect(maySign(person('wendy', 'manager'), owed)).toBe(false);
    expect(maySign(person('chris', 'chair'), owed)).toBe(false);
    expect(maySign(person('will', 'caseworker'), { by: ['caseworker'], recordedBy: 'wendy' })).toBe(false);
  });
});

describe('an emergency opening', () => {
  const opening: Opening = { ...made, id: 'g1', child: 'K1', until: '2026-06-15T16:00:00Z', reviewed: null };

  it('waits for a manager who did not open it', () => {
    expect(mayReview(person('mike', 'manager'), opening)).toBe(true);
    expect(mayReview(person('mary', 'manager'), opening)).toBe(false);
    expect(mayReview(person('oona', 'auditor'), opening)).toBe(false);
    const reviewed = { outcome: 'justified', by: { user: 'mike', role: 'manager' }, at: made.at } as const;
    expect(mayReview(person('mona', 'manager'), { ...opening, reviewed })).toBe(false);
  });

  it('tells an auditor that there is a reason, where the table opens no texts to them', () => {
    const { lines, says } = openingsView(person('oona', 'auditor'), { toReview: 1, broken: [opening] });
    expect(says).toBe('1 opening to be reviewed by a manager.');
    expect(lines).toMatchObject([{ reason: undefined, review: undefined, href: undefined, isOwn: false }]);
  });
});

describe('who may see a record', () => {
  const standing = {
    restrictions: [{ ...made, child: 'K1', to: ['mary', 'mike'] }],
    bars: [
      { ...made, child: 'K1', person: 'will' },
      { ...made, child: 'K2', person: 'wendy' },
    ],
  };
  const shown = (child: string, ...roles: readonly Role[]) =>
    whoMaySeeView({ authority: '855', child, person: person('mary', ...roles) }, standing);

  it('is told of that child alone, and whoever is named stands in the form to change it', () => {
    expect(shown('K1', 'manager')).toMatchObject({
      typed: { to: 'mary\nmike' },
      barred: [{ value: 'will', checked: true }],
    });
    expect(shown('K2', 'manager')).toMatchObject({ restriction: undefined, barred: [{ value: 'wendy' }] });
  });

  it('leads an administrator, who may look into no record, back to the list', () => {
    expect(shown('K1', 'administrator').breadcrumbs).toEqual([
      { text: 'Restricted records', href: '/administration/restrictions' },
    ]);
  });

  it('is changed from the list by whoever may, and only read by an auditor', () => {
    const hrefs = (role: Role) =>
      restrictionsView(person('x', role), standing, undefined).restrictions.map(({ href }) => href);
    expect(hrefs('manager')).toEqual(['/cases/855/K1/access']);
    expect(hrefs('auditor')).toEqual([undefined]);
  });
});

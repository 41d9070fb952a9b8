import type { Act } from './acts.ts';
import { allow, deny, ownAllocation, type Cell, type Line } from './cell.ts';
import { roles, type Role } from './roles.ts';

/** A line of the table, and for which roles its answers open personal texts: names, addresses, what was noted of people. */
export interface ActLine extends Line {
  readonly opens: readonly Role[];
}

/** Why somebody of a role may not, where nothing more particular is said. */
const usual: Readonly<Record<Role, string>> = {
  caseworker: 'Works with children and families. This is decided by those who answer for the authority.',
  manager: 'Answers for the cases of a team. This is for whoever runs the service.',
  chair: 'Has no part in the case beyond the conference, nor in running the service.',
  analyst: 'Counts children, and needs to know none of them.',
  auditor: 'Examines what others did, and so does none of it.',
  administrator: 'Sets the service up. That takes no look into anybody’s record, and no part in casework.',
};

/** Who may ask for what, beside recording facts. The compiler refuses an act without a line. */
export const actLines: Readonly<Record<Act, ActLine>> = {
  'case-record': {
    ...only(
      ['caseworker', 'manager', 'chair', 'auditor'],
      'Works with the record, or examines how it was worked with.',
      {
        analyst: 'Counts children, and needs to know none of them by name: rows give ids.',
        administrator: 'Sets the service up. That takes no look into anybody’s record.',
      },
    ),
    opens: ['caseworker', 'manager', 'chair', 'auditor'],
  },
  family: named(['caseworker', 'manager', 'chair', 'auditor'], 'Needs to know whom a fact about a family concerns.'),
  worklist: named(
    ['caseworker', 'manager', 'chair', 'analyst', 'auditor'],
    'Needs to see what falls due. Children are told by their ids alone.',
  ),
  calendar: {
    ...only(['manager', 'chair', 'auditor'], 'Needs to see whose deadlines fall when.'),
    caseworker: ownAllocation('Has a calendar of the cases that are theirs; a team’s is on the worklist.'),
    opens: [],
  },
  alerts: named(
    ['caseworker', 'manager', 'chair', 'auditor', 'administrator'],
    'Acts on alerts, or sees to it that they arrive. Children are told by their ids alone.',
  ),
  figures: {
    ...everybody(
      'A figure names nobody. What people wrote of one may: it is opened to those who judge and publish figures.',
    ),
    opens: ['manager', 'analyst', 'auditor'],
  },
  'figure-rows': named(
    ['caseworker', 'manager', 'chair', 'analyst', 'auditor'],
    'May open a figure onto the ids it rests on; what stands behind an id is a record of its own.',
  ),
  'what-if': named(['manager', 'analyst', 'auditor'], 'Weighs what other rules would mean.'),
  'unread-facts': named(['manager', 'auditor', 'administrator'], 'Sees to it that what is stored can be read.'),
  'import-report': named(['administrator', 'auditor'], 'Sees to it that another record was taken over whole.'),
  'access-log': {
    ...only(['manager', 'auditor'], 'Asks who looked and why, on behalf of the child and the authority.'),
    opens: ['manager', 'auditor'],
  },
  countersignatures: named(
    ['caseworker', 'manager', 'chair', 'auditor'],
    'Needs to see what waits to be countersigned.',
  ),
  restrictions: {
    ...only(['manager', 'auditor', 'administrator'], 'Answers for whom a record is kept to.'),
    opens: ['manager', 'auditor'],
  },
  'glass-broken': {
    ...only(['manager', 'auditor', 'administrator'], 'Answers for emergencies being reviewed.'),
    opens: ['manager', 'auditor'],
  },
  'own-permissions': everybody('Anybody may know what they may do.'),

  'statutory-return': {
    ...only(['manager', 'analyst', 'auditor', 'administrator'], 'Sends or examines what is owed by law.', {
      caseworker: 'Works with one child at a time, and needs no file of them all.',
      chair: 'Works with one child at a time, and needs no file of them all.',
    }),
    opens: ['manager', 'analyst', 'auditor', 'administrator'],
  },
  'partner-feed': {
    ...only(
      ['manager', 'analyst', 'auditor', 'administrator'],
      'Sees to it that NHS settings are told. They find a child by its NHS number, which an analyst is not shown.',
    ),
    opens: ['manager', 'auditor', 'administrator'],
  },
  dataset: {
    ...only(
      ['manager', 'analyst', 'auditor', 'administrator'],
      'Takes the dataset to where it is analysed. It has columns for names and numbers, which are empty for an analyst.',
    ),
    opens: ['manager', 'auditor', 'administrator'],
  },
  bundle: {
    ...only(['manager', 'auditor', 'administrator'], 'Answers for what is given out, and to whom.'),
    opens: ['manager', 'auditor', 'administrator'],
  },
  'subject-access': {
    ...only(['manager', 'auditor', 'administrator'], 'Answers a person who asks what is held on them.'),
    opens: ['manager', 'auditor', 'administrator'],
  },

  'import-records': named(['administrator'], 'Takes the authority’s record up, once, from another system.'),
  'publish-figure': named(['manager', 'analyst', 'auditor'], 'Answers for what the authority publishes.'),
  'judge-figure': named(['manager', 'analyst', 'auditor'], 'Judges how the authority does.'),
  'resend-alerts': named(['manager', 'administrator'], 'Sees to it that alerts arrive.'),
  countersign: named(['manager', 'chair'], 'Has the role that was lacking.'),
  'restrict-case': named(['manager', 'administrator'], 'Decides with the safeguarding lead who may know of a child.'),
  'bar-person': named(['manager', 'administrator'], 'Keeps staff from the records of their own families.'),
  'break-glass': named(
    ['caseworker', 'manager', 'chair'],
    'May have to protect a child at night whose record is kept to others. It is reviewed.',
  ),
  'review-glass-broken': named(['manager'], 'Answers to the child for whoever looked.'),
  'order-erasure': named(['administrator'], 'Carries out an order that the authority gave.'),
  'administer-keys': named(['administrator'], 'Cares for the keys.'),
  'administer-service': named(['administrator'], 'Sets the service up.'),
};

/** Let in, and shown no personal text. */
function named(may: readonly Role[], reason: string): ActLine {
  return { ...only(may, reason), opens: [] };
}

function everybody(reason: string): ActLine {
  return named(roles, reason);
}

function only(may: readonly Role[], reason: string, others: Partial<Record<Role, string>> = {}): Line {
  const cell = (role: Role): Cell => (may.includes(role) ? allow(reason) : deny(others[role] ?? usual[role]));
  return {
    caseworker: cell('caseworker'),
    manager: cell('manager'),
    chair: cell('chair'),
    analyst: cell('analyst'),
    auditor: cell('auditor'),
    administrator: cell('administrator'),
  };
}

import { plainDate } from '#calendar';
import type { Entries } from './catalogue.ts';
import type { ChildFacts } from './child.facts.ts';

export const childEntries: Entries<ChildFacts> = {
  ChildRegistered: {
    version: 1,
    stage: 'child',
    meaning: 'The child became known to the authority.',
    example: {
      on: plainDate('2026-01-05'),
      dateOfBirth: plainDate('2017-03-14'),
      sex: 'F',
      ethnicity: 'WBRI',
      disabilities: ['NONE'],
      upnUnknownReason: 'UN1',
      name: 'Invented Child',
    },
    personal: ['name', 'upn', 'formerUpn', 'nhsNumber'],
  },
  ChildDetailsAmended: {
    version: 1,
    stage: 'child',
    meaning: 'Details of the child were found to be other than recorded.',
    example: { on: plainDate('2026-01-06'), ethnicity: 'MWBC' },
    personal: ['name', 'upn', 'formerUpn', 'nhsNumber'],
  },
  ChildBorn: {
    version: 1,
    stage: 'child',
    meaning: 'A child registered before birth was born.',
    example: { on: plainDate('2026-06-03'), dateOfBirth: plainDate('2026-06-03'), sex: 'M' },
    personal: [],
  },
  ChildDied: {
    version: 1,
    stage: 'child',
    meaning: 'The child died.',
    example: { on: plainDate('2026-08-11') },
    personal: ['lateReason'],
  },
};

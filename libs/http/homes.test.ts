import { homeFaults } from './homes.ts';

const rows = 'postgres://waymark:a-secret@db.example:5432/waymark';

function faults(READMODEL_URL: string, KEYS_URL: string): readonly string[] {
  const given: Readonly<Record<string, string>> = { READMODEL_URL, KEYS_URL };
  return homeFaults((name) => given[name]);
}

describe('where rows and keys are kept', () => {
  it.each([
    ['the schema of the rows', rows, `${rows}?schema=waymark`],
    [
      'it by another user and spelling',
      rows,
      'postgresql://keeper:other@DB.example/waymark?schema=waymark&sslmode=verify-full',
    ],
    ['a schema that both name', `${rows}?schema=waymark_keys`, rows],
  ])('is refused where the keys are to be in %s', (_how, readModel, keys) => {
    const [fault = '', ...more] = faults(readModel, keys);
    expect(more).toEqual([]);
    expect(fault).toContain('Give KEYS_URL a database of its own, or another ?schema=.');
    expect(fault).not.toMatch(/a-secret|other@/);
  });

  it.each([
    ['files', '.waymark/readmodel.db', '.waymark/keys.db'],
    ['nothing that is told', '', ''],
    ['the same database, each in the schema that is usual for it', rows, rows],
    ['the same schema of another database', rows, 'postgres://waymark:a-secret@db.example/keys?schema=waymark'],
    ['the same schema of another server', rows, 'postgres://waymark:a-secret@db.example:5433/waymark?schema=waymark'],
    ['rows in a file, keys in PostgreSQL', 'rows.db', rows],
  ])('may be %s', (_how, readModel, keys) => {
    expect(faults(readModel, keys)).toEqual([]);
  });

  it('is told of each by its own name where it is no place', () => {
    const told = faults('postgres://host', 'mysql://user:a-secret@host/keys');
    expect(told).toHaveLength(2);
    expect(told[0]).toContain('READMODEL_URL cannot be used. It names no database.');
    expect(told[1]).toContain('Give KEYS_URL as a path');
    expect(told.join()).not.toContain('a-secret');
  });
});

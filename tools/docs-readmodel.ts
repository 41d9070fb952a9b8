import { rowKinds } from '#measures';
import { rowTable, viewColumns } from '#readmodel';
import { table } from './docs-table.ts';

/** The tables of the read model as analysts see them, from the columns they are made of. */
export function readModelDocument(): string {
  const kinds = rowKinds.map((kind) => {
    const name = rowTable(kind);
    const columns = viewColumns(kind).map((column) => [`\`${column.name}\``, column.type]);
    return `### ${name}, ${name}_now\n\n${table(['column', 'type'], columns)}`;
  });
  return `# The read model

The rows that measures are counted from, made of facts by the worker and by nobody else. Nothing in them is told that the
facts do not say, and no text about people is: names, reasons and addresses stay sealed in the event store. What is here
is still about children: their pseudonymous ids, dates, sex and ethnicity. It can be made anew at any time with
\`npx waymark rebuild\`, so it needs no backup.

\`READMODEL_URL\` says where they are kept: the path of an SQLite file, or \`postgres://user:password@host:5432/database\`
(with \`?schema=\` for another schema than \`waymark\`, and \`sslmode=\` as PostgreSQL’s own tools take it). Both hold the same
rows: one suite of tests runs on each.

## On PostgreSQL

The worker’s user needs \`CREATE\` on the database and owns what it makes. Rows are in a schema of their own,
\`waymark_rows_…\`; \`waymark.served\` names the one that is served. A rebuild fills another schema and then changes the name
in one transaction, so ask the views below and never the schemas of rows: those come and go.

\`\`\`sql
-- once, by an administrator
CREATE DATABASE waymark;
CREATE ROLE waymark_worker LOGIN PASSWORD '…';
GRANT CREATE ON DATABASE waymark TO waymark_worker;

-- when the worker has run once: a role that reads and cannot write
CREATE ROLE analyst LOGIN PASSWORD '…';
GRANT USAGE ON SCHEMA waymark TO analyst;
GRANT SELECT ON ALL TABLES IN SCHEMA waymark TO analyst;
\`\`\`

Whoever may use the schema \`waymark\` may read all of it: a rebuild gives the same right to the new rows, those behind the
views included. A service that only answers may so run as a role that reads; it finds its rows after the next rebuild.
A view keeps its name and its columns; new ones come last. Where a version of Waymark takes a column away or changes
one, the view is made anew, and views of your own that were made of it are dropped with it.

## Versions, and what was known when

Each row is told in versions. \`known_from\` is the instant from which it was known so, by when its facts were recorded,
and \`known_to\` the instant from which it no longer was; it is empty in the version that stands. \`…_now\` has those alone. To
ask what was known at an instant, ask the other view for the versions of that instant:

\`\`\`sql
-- referrals of a quarter, as they were known on 10 July 2018
SELECT count(*) FROM waymark.referrals
WHERE authority = '855' AND received_on BETWEEN '2018-04-01' AND '2018-06-30'
  AND known_from <= '2018-07-10 00:00+01' AND (known_to > '2018-07-10 00:00+01' OR known_to IS NULL);
\`\`\`

\`key\` is what a row is of: with \`authority\` and \`child\` it names the row, and \`facts\` lists the ids of the facts it rests
on, as \`GET /authorities/{authority}/children/{child}/journey\` shows them. A day that has not come is empty. What counts
in a measure, and what is left out, is in [Measures](measures.md): ask the service for a figure that is to be published,
for its answer carries a receipt.

## The views

${kinds.join('\n')}`;
}

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file as it lies in the project, or in a copy of it without its history. */
function documents(): readonly string[] {
  const found = execFileSync('find', [
    '.',
    '-name',
    '*.md',
    '-not',
    '-path',
    '*/node_modules/*',
    '-not',
    '-path',
    './.*/*',
  ]);
  return found.toString().trim().split('\n');
}

/** What a document says that a reader can open: links, and files and folders of the project named by their path. */
function namedIn(document: string): readonly string[] {
  const text = readFileSync(document, 'utf8').replace(/```[^]*?```/g, '');
  const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => target);
  const paths = [...text.matchAll(/`((?:apps|libs|test|tools|docs|seeds)\/[A-Za-z0-9_./-]+)`/g)].map(
    ([, named = '']) => named,
  );
  return [
    ...links.filter((target) => !/^[a-z]+:/.test(target)).map((target) => join(dirname(document), target)),
    ...paths.filter((named) => !/[A-Z]{4,}\./.test(named)),
  ];
}

it('names nothing in a document that is not there', () => {
  const all = documents();
  expect(all.length).toBeGreaterThan(40);
  const missing = all.flatMap((document) =>
    namedIn(document)
      .filter((named) => !existsSync(named))
      .map((named) => `${document}: ${named}`),
  );
  expect(missing).toEqual([]);
});

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
  const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)|<img src="([^"]+)"/g)].map(
    ([, target, picture = '']) => target ?? picture,
  );
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

/** The headings of a document as links name them. */
function headings(document: string): readonly string[] {
  return [...readFileSync(document, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

it('links to no heading that is not there', () => {
  const known = new Map(documents().map((document) => [join(document), headings(document)]));
  const linked = documents().flatMap((document) =>
    [...readFileSync(document, 'utf8').matchAll(/\]\(([^)#\s:]*)#([^)\s]+)\)/g)].map(
      ([, target = '', heading = '']) => ({
        document,
        to: target === '' ? join(document) : join(dirname(document), target),
        heading,
      }),
    ),
  );
  expect(linked.filter(({ to, heading }) => to.endsWith('.md') && known.get(to)?.includes(heading) !== true)).toEqual(
    [],
  );
});

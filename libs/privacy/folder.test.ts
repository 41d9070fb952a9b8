import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from './folder.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'waymark-made-'))));
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('makes a folder with those above it, and leaves one alone that is there', () => {
  const wanted = join(folder, 'anchors', '2026');
  makeFolder(wanted, 0o700);
  makeFolder(wanted);
  expect(statSync(wanted).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'anchors')).mode & 0o777).toBe(0o700);
});

it('ends with what the disk says where no folder can be made, which Node’s own way never did', () => {
  // A place of the kernel's, which takes no files; elsewhere than on Linux there is none, and nothing may be made there.
  expect(() => {
    makeFolder('/proc/waymark/anchors');
  }).toThrow(/ENOENT|EACCES|EROFS|EPERM/);
  expect(existsSync('/proc/waymark')).toBe(false);
});

import { existsSync } from 'node:fs';
import { makeBuildFolder } from './build-folder.ts';

it('ends with what the disk says where no folder can be made for rows, which Node’s own way never did', () => {
  expect(() => makeBuildFolder('/proc/waymark/rows/readmodel.db')).toThrow(/ENOENT|EACCES|EROFS|EPERM/);
  expect(existsSync('/proc/waymark')).toBe(false);
});

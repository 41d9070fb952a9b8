#!/usr/bin/env node
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { giveUp, ready, root } from '../tools/ready.mjs';

try {
  await ready();
  await import(pathToFileURL(path.join(root, 'dist', 'apps', 'all', 'src', 'cli', 'main.js')).href);
} catch (error) {
  giveUp(error);
}

// Given to a process with --import: puts kill points into its SQLite. See sqlite.mjs.
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);

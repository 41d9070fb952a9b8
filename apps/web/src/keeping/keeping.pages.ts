import { CountersignaturesPageController } from './countersignatures.controller.ts';
import { OpeningsController } from './openings.controller.ts';
import { RestrictionsPageController } from './restrictions.controller.ts';
import { WhoMaySeeController } from './who-may-see.controller.ts';

/** Every page about who may see a record, and about what was done without the role for it. */
export const keepingPages = [
  WhoMaySeeController,
  RestrictionsPageController,
  OpeningsController,
  CountersignaturesPageController,
];

import { Module } from '@nestjs/common';
import { DeadlinesController } from './deadlines.controller.ts';
import { Rows } from './rows-here.ts';
import { Worklists } from './worklists.ts';

/** Worklists, counts and calendars of what falls due. Needs what `rowsHere` provides. */
@Module({ controllers: [DeadlinesController], providers: [Rows, Worklists] })
export class DeadlinesModule {}

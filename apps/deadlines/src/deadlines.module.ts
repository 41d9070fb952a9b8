import { Module } from '@nestjs/common';
import { AlertList } from './alerts/alert-list.ts';
import { AlertsController } from './alerts/alerts.controller.ts';
import { DeadlinesController } from './deadlines.controller.ts';
import { DriftController } from './drift/drift.controller.ts';
import { Rows } from './rows-here.ts';
import { StreamController } from './stream/stream.controller.ts';
import { Stream } from './stream/stream.ts';
import { Worklists } from './worklists.ts';

/** Worklists, counts, calendars and the live stream of what falls due, and the drift radar. Needs what `rowsHere` provides. */
@Module({ controllers: [DeadlinesController, StreamController, DriftController], providers: [Rows, Worklists, Stream] })
export class DeadlinesModule {}

/** The alerts that were raised. Needs a `STORE`. */
@Module({ controllers: [AlertsController], providers: [AlertList] })
export class AlertsModule {}

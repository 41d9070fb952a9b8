import { Module } from '@nestjs/common';
import { ImportsController } from './imports.controller.ts';
import { Imports } from './imports.ts';

/** Census files that come in over HTTP. Needs a `RECORDER`. */
@Module({ controllers: [ImportsController], providers: [Imports] })
export class ImportsModule {}

import { Module } from '@nestjs/common';
import { AnnexAController } from './annex-a.controller.ts';
import { CensusController } from './census.controller.ts';
import { FeedsController } from './feeds.controller.ts';
import { feedsHere } from './feeds.ts';

/** Every return and feed that goes out, over HTTP. Needs the process's store, keys and rules: see `recordHere`. */
@Module({ controllers: [CensusController, AnnexAController, FeedsController], providers: [feedsHere] })
export class ReturnsModule {}

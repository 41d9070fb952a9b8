import { Module } from '@nestjs/common';
import { CensusController } from './census.controller.ts';
import { feedsHere } from './feeds.ts';

/** Every return and feed that goes out, over HTTP. Needs the process's store, keys and rules: see `recordHere`. */
@Module({ controllers: [CensusController], providers: [feedsHere] })
export class ReturnsModule {}

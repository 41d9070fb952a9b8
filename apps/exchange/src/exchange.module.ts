import { Module } from '@nestjs/common';
import { ImportsModule } from './import/imports.module.ts';
import { ReturnsModule } from './returns.module.ts';

/** What goes out to others, and what comes in from them. */
@Module({ imports: [ReturnsModule, ImportsModule] })
export class ExchangeModule {}

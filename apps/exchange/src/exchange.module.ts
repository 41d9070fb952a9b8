import { Module } from '@nestjs/common';
import { ReturnsModule } from './returns.module.ts';

/** What goes out to others, and what comes in from them. */
@Module({ imports: [ReturnsModule] })
export class ExchangeModule {}

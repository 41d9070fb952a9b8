import { asProcess, serveRecording } from '#http';
import { settings } from './config.ts';
import { ExchangeModule } from './exchange.module.ts';

await asProcess(() =>
  serveRecording({ name: 'exchange', title: 'Waymark: exchange', module: ExchangeModule, settings: settings() }),
);

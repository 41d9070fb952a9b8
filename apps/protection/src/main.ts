import { asProcess, serveRecording } from '#http';
import { settings } from './config.ts';
import { ProtectionModule } from './protection.module.ts';

await asProcess(() =>
  serveRecording({ name: 'protection', title: 'Waymark: protection', module: ProtectionModule, settings: settings() }),
);

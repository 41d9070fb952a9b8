import { asProcess, serveRecording } from '#http';
import { AuditModule } from './audit.module.ts';
import { settings } from './config.ts';

await asProcess(() =>
  serveRecording({ name: 'audit', title: 'Waymark: audit', module: AuditModule, settings: settings() }),
);

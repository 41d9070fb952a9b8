import { asProcess, serveRecording } from '#http';
import { AuditModule } from './audit.module.ts';
import { anchorPlacesOf, settings } from './config.ts';

await asProcess(() => {
  const set = settings();
  const module = AuditModule.of(anchorPlacesOf(set));
  return serveRecording({ name: 'audit', title: 'Waymark: audit', module, settings: set });
});

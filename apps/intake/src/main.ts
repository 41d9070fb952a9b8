import { asProcess, serveRecording } from '#http';
import { settings } from './config.ts';
import { IntakeModule } from './intake.module.ts';

await asProcess(() =>
  serveRecording({ name: 'intake', title: 'Waymark: intake', module: IntakeModule, settings: settings() }),
);

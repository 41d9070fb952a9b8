import path from 'node:path';
import { NodeSDK } from '@opentelemetry/sdk-node';

/**
 * Switches OpenTelemetry on in this process: `node --import ./dist/tools/telemetry.js …`. `npm start` does it where
 * OTEL_EXPORTER_OTLP_ENDPOINT is set. Everything else is OpenTelemetry's own settings (OTEL_EXPORTER_OTLP_PROTOCOL,
 * OTEL_TRACES_SAMPLER …). Traces alone are sent: metrics are scraped at /metrics, logs are on stderr. Nothing is detected of
 * the machine or the command line, which may hold connection strings.
 */
const [, program = ''] = process.argv;
const sdk = new NodeSDK({
  serviceName: `waymark-${nameOf(program)}`,
  autoDetectResources: false,
  instrumentations: [],
  metricReaders: [],
  logRecordProcessors: [],
});
sdk.start();
for (const signal of ['beforeExit', 'disconnect'] as const) process.once(signal, () => void sdk.shutdown());

/** apps/performance/src/worker.js is called performance-worker, apps/intake/src/main.js intake. */
function nameOf(file: string): string {
  const [name = '', , ...within] = path.relative(path.resolve('dist', 'apps'), path.resolve(file)).split(path.sep);
  const last = path.basename(within.at(-1) ?? '', '.js');
  return last === 'main' ? name : `${name}-${last}`;
}

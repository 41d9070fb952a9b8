import { england, type PlainDate } from '#calendar';
import { openRecording } from '#recording';
import { generate } from './generate.ts';
import { openCases } from './open-cases.ts';
import { recordJourneys, type DemonstrationRecorded, type OnProgress } from './record-journeys.ts';
import { publishedTargets, type Targets } from './targets.ts';

export interface RecordDemonstration {
  /** Where the event store answers. */
  readonly storeUrl: string;
  /** Where the children's keys are kept. */
  readonly keysUrl: string;
  readonly masterKeyFile: string;
  readonly masterKeyCommand?: string | undefined;
  readonly onProgress: OnProgress;
  /** Stops the recording in good order. Run again, it goes on from there. */
  readonly signal: AbortSignal;
  /** What the journeys are written to: the published figures, unless told otherwise. */
  readonly targets?: Targets;
  /** With it, cases that are open on this day are told too, if the calendar of bank holidays reaches so far. */
  readonly today?: PlainDate;
}

/**
 * Records the demonstration journeys by the same path as every other fact: judged, sealed, appended. Opens the
 * process's one store, and closes it.
 */
export async function recordDemonstration(asked: RecordDemonstration): Promise<DemonstrationRecorded> {
  const { storeUrl, keysUrl, masterKeyFile, masterKeyCommand, targets = publishedTargets, today } = asked;
  const { onProgress, signal } = asked;
  const recording = openRecording({
    eventstoreUrl: storeUrl,
    keysUrl,
    masterKeyFile,
    masterKeyCommand,
    createMasterKey: true,
  });
  try {
    // What is open comes first: people open their work while the years are still being recorded.
    const journeys = [...(today === undefined || today >= england.to ? [] : openCases(today)), ...generate(targets)];
    return await recordJourneys({
      recorder: recording.recorder,
      journeys,
      version: targets.version,
      onProgress,
      signal,
    });
  } finally {
    await recording.close();
  }
}

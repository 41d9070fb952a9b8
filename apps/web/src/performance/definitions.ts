import { problem } from '#http';
import type { Services } from '../services/services.ts';
import type { MeasureDefined } from './answers.ts';

/** Every measure, as the services define them. */
export async function definitions(services: Services): Promise<readonly MeasureDefined[]> {
  return (await services.get<{ readonly measures: readonly MeasureDefined[] }>('/measures')).measures;
}

/** The measure of this id. Throws the 404 of a page where there is none. */
export async function definitionOf(services: Services, id: string): Promise<MeasureDefined> {
  const found = (await definitions(services)).find((measure) => measure.id === id);
  if (found === undefined)
    throw problem(404, 'unknown-measure', 'There is no measure of this name. Choose one from all measures.');
  return found;
}

import type { Journey } from './answers.ts';
import { headOf, type ChildHead } from './child.view.ts';
import { drawingOf, type Drawing } from './diagram.ts';
import { regionsOf } from './diagram-parts.ts';

export interface DiagramView extends ChildHead {
  readonly standing: string;
  readonly drawings: readonly Drawing[];
}

/** The diagram of the journey with a child's place in every region of it. */
export function diagramView(journey: Journey): DiagramView {
  const drawings = regionsOf(journey.state as Readonly<Record<string, unknown>>).map(drawingOf);
  return { ...headOf(journey, 'diagram'), standing: journey.standing, drawings };
}

import { ChildController } from './child.controller.ts';
import { PuttingRightController } from './putting-right.controller.ts';
import { RecordingController } from './recording.controller.ts';
import { RegisteringController } from './registering.controller.ts';

export { Looks } from './looking.ts';

/** Every page about one child. */
export const caseControllers = [ChildController, RecordingController, PuttingRightController, RegisteringController];

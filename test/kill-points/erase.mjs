// Carries out an order to erase one child's texts, in a process of its own: PLACES is where the store and the keys are, and ORDER
// the order. Answers its parent with what came of it.
import { openRecording } from '#recording';

const recording = openRecording(JSON.parse(process.env.PLACES ?? '{}'));
const outcome = await recording.recorder.erase(JSON.parse(process.env.ORDER ?? '{}'));
process.send?.({ status: outcome?.status });
await recording.close();
process.disconnect?.();

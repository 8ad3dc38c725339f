import { WearableError } from './wearable-error.js';
import type { Batch } from './wearable-port.js';

/* A driver that errs is the fault of one wearable; a vault that errs is the agent's. What a driver throws beside a
   WearableError is made into one, so that it ends a connection and nothing more. */

/** @throws WearableError and nothing else */
export async function guarded<T>(act: () => Promise<T> | T): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw asFault(error);
  }
}

/** The stretches of a driver. What the one who takes them throws goes through untouched. */
export async function* guardedStretches(open: () => AsyncIterable<Batch>): AsyncGenerator<Batch> {
  const stretches = (await guarded(open))[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await guarded(() => stretches.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await guarded(async () => stretches.return?.());
  }
}

function asFault(error: unknown): WearableError {
  if (error instanceof WearableError) return error;
  // Without the cause: it may quote what the wearable sent.
  return new WearableError('driver', 'The driver of this wearable erred; report it with the family and the model.');
}

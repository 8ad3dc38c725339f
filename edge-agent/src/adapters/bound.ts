import type { Lifeline } from '../gatt/lifeline.js';
import { WearableError } from '../wearable-error.js';

interface Ends {
  readonly lifeline: Lifeline;
  readonly stopped: AbortSignal | undefined;
}

/** Calls back with `closed` when the caller stops, at once if it has; returns how to be forgotten. */
export function onStop(stopped: AbortSignal | undefined, listener: (error: WearableError) => void): () => void {
  const told = (): void => listener(new WearableError('closed', 'The search or connection was given up.'));
  if (stopped?.aborted) told();
  stopped?.addEventListener('abort', told);
  return () => stopped?.removeEventListener('abort', told);
}

/** The time of a request, from the moment on that it is made: whatever it waits for counts. */
export class Bound {
  private readonly end = new AbortController();
  private readonly forget: readonly (() => void)[];

  /** @param step what takes too long, at the beginning of a sentence */
  constructor(step: string, milliseconds: number, { lifeline, stopped }: Ends) {
    const abort = (error: WearableError): void => this.end.abort(error);
    const timer = setTimeout(() => abort(new WearableError('timeout', `${step} took too long.`)), milliseconds);
    this.forget = [() => clearTimeout(timer), lifeline.onEnd(abort), onStop(stopped, abort)];
  }

  /** Aborted with a WearableError: `timeout`, `closed`, or why the lifeline ended. */
  get until(): AbortSignal {
    return this.end.signal;
  }

  /** Settles as `work` does, and with the bound's end if that is first. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    try {
      this.until.throwIfAborted();
      return await new Promise((resolve, reject) => {
        this.until.addEventListener('abort', () => reject(this.until.reason as Error));
        work().then(resolve, reject);
      });
    } finally {
      this.release();
    }
  }

  /** To be called when the request is done, or its timer would keep the process alive. */
  release(): void {
    for (const forget of this.forget) forget();
  }
}

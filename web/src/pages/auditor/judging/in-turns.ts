/** Milliseconds of work between which the page answers whoever uses it: less than anybody notices. */
const TURN = 24;

interface Turns<Step> {
  readonly signal: AbortSignal;
  /** After each turn, with the last of its steps. */
  readonly onTurn: (step: Step) => void;
}

/**
 * Does work by itself on the page's own thread, in turns, between which whatever else waits happens first.
 * @returns `undefined` where it was stopped
 */
export async function inTurns<Step, T>(
  work: Generator<Step, T>,
  { signal, onTurn }: Turns<Step>,
): Promise<T | undefined> {
  let begun = performance.now();
  while (!signal.aborted) {
    const next = work.next();
    if (next.done === true) return next.value;
    if (performance.now() - begun < TURN) continue;
    onTurn(next.value);
    await othersFirst();
    begun = performance.now();
  }
  return undefined;
}

/** By a message and not by a timer, of which a page that nobody looks at gets one a second. */
function othersFirst(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** So long somebody waits without asking. */
const PATIENCE_MS = 2000;
/** A line that changes more often than this nobody reads. */
const GLANCE_MS = 100;
const SECOND_MS = 1000;

export interface Progress {
  /** Tells how far it is, where it has taken longer than somebody waits without asking. */
  update(text: string): void;
  clear(): void;
}

type Screen = Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;

/** Tells how far long work is, on one line of a terminal; a file or a program is not told. */
export function progressOn(terminal: Screen): Progress {
  const started = performance.now();
  let told: number | undefined;
  return {
    update(text) {
      const now = performance.now();
      if (!terminal.isTTY || now - started < PATIENCE_MS || now - (told ?? 0) < GLANCE_MS) return;
      told = now;
      // Back at its beginning: an event that is written meanwhile takes its place.
      terminal.write(`\r\u001b[K${text}\r`);
    },
    clear() {
      if (told !== undefined) terminal.write('\r\u001b[K');
      told = undefined;
    },
  };
}

/**
 * Tells that something is waited for, and for how many seconds, until it settles.
 *
 * @param work may tell more of how far it is
 */
export async function whileWaiting<T>(
  text: string,
  work: (tell: (more: string) => void) => Promise<T>,
  terminal: Screen = process.stderr,
): Promise<T> {
  const progress = progressOn(terminal);
  const started = performance.now();
  let line = text;
  const update = (): void => {
    progress.update(`${line} … ${Math.floor((performance.now() - started) / SECOND_MS)} s`);
  };
  const timer = setInterval(update, SECOND_MS);
  try {
    return await work((more) => {
      line = `${text}: ${more}`;
      update();
    });
  } finally {
    clearInterval(timer);
    progress.clear();
  }
}

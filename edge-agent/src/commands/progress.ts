const PATIENCE_MS = 2000;

export interface Progress {
  /** Tells how far it is, where it has taken longer than somebody waits without asking. */
  update(text: string): void;
  clear(): void;
}

/** Tells how far long work is, on one line of a terminal; a file or a program is not told. */
export function progressOn(terminal: NodeJS.WriteStream): Progress {
  const started = performance.now();
  let told = false;
  return {
    update(text) {
      if (!terminal.isTTY || performance.now() - started < PATIENCE_MS) return;
      told = true;
      terminal.write(`\r\u001b[K${text}`);
    },
    clear() {
      if (told) terminal.write('\r\u001b[K');
      told = false;
    },
  };
}

const PATIENCE_MS = 2000;

/** What somebody who waits is told, on one line of a terminal. */
export interface Progress {
  show(text: string): void;
  clear(): void;
}

/** Shows nothing before somebody has waited for as long as one waits without asking, and nothing where nobody looks. */
export function progressOn(terminal: NodeJS.WriteStream): Progress {
  const started = performance.now();
  let told = false;
  return {
    show(text) {
      if (!terminal.isTTY || performance.now() - started < PATIENCE_MS) return;
      told = true;
      terminal.write(`\r\u001b[K${text}`);
    },
    clear() {
      if (told) terminal.write('\r\u001b[K');
    },
  };
}

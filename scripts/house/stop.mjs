/** A reason to stop that the person at the keyboard can act on: shown as one sentence, without a stack. */
export class Stop extends Error {
  /** @override */
  name = 'Stop';
  /** @param {string} sentence @param {string} [detail] what a program printed before it failed */
  constructor(sentence, detail = '') {
    super(sentence);
    this.detail = detail;
  }
}

/**
 * Runs a script's main function and turns its outcome into an exit code. Anything but a Stop is a bug and keeps its stack.
 * @param {() => Promise<number | undefined>} run
 */
export async function runScript(run) {
  try {
    process.exitCode = (await run()) ?? 0;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    if (error.detail !== '') process.stderr.write(`${error.detail.trimEnd()}\n`);
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Long enough for a line of a dialogue on any machine; then something hangs. */
const HANGS = 30_000;

/** How a terminal is left: how it echoes and takes lines, in the words of stty. */
const STATE = /^state (\S+)$/gm;

/**
 * The agent's program as somebody starts it in a terminal: a pseudo-terminal of the kernel, which echoes what is typed until
 * a program tells it not to. `script` of util-linux holds the other end.
 */
export class PseudoTerminal {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  /** Where what was waited for last ends. */
  #read = 0;
  #shown = '';

  /** @param path of `script` */
  constructor(path: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    const quoted = [process.execPath, MAIN, ...args].map((each) => `'${each}'`).join(' ');
    const state = 'echo "state $(stty -g)"';
    const session = `stty echo rows 50 cols 120; tty; ${state}; ${quoted}; code=$?; ${state}; exit $code`;
    this.#child = spawn(path, ['--quiet', '--flush', '--return', '--command', session, '/dev/null'], {
      env: { PATH: process.env.PATH ?? '', SHELL: '/bin/sh', TERM: 'xterm', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      this.#shown += part.replaceAll('\r\n', '\n');
    });
    this.#closed = once(this.#child, 'close');
  }

  /** Everything that the terminal was told to show, sequences that steer it included. */
  get shown(): string {
    return this.#shown;
  }

  /** Waits until something is shown after what was waited for before. @returns what was shown until then */
  async shows(text: string): Promise<string> {
    const from = this.#read;
    const until = AbortSignal.timeout(HANGS);
    for (let at = -1; at < 0; ) {
      at = this.#shown.indexOf(text, from);
      if (at >= 0) this.#read = at + text.length;
      else await this.#more(text, until);
    }
    return this.#shown.slice(from, this.#read);
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  /** Whether the kernel shows at this moment what is typed. */
  echoes(): boolean {
    const [device = ''] = /\/dev\/pts\/\d+/.exec(this.#shown) ?? [];
    return /(?<!-)\becho\b/.test(execFileSync('stty', ['-F', device, '-a'], { encoding: 'utf8' }));
  }

  /** @returns the exit code, and whether the terminal is as it was before */
  async ended(): Promise<{ readonly code: number | null; readonly restored: boolean }> {
    await this.#closed;
    const [before, after] = [...this.#shown.matchAll(STATE)].map(([, state]) => state);
    return { code: this.#child.exitCode, restored: before !== undefined && before === after };
  }

  /** Hangs up. */
  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  async #more(text: string, until: AbortSignal): Promise<void> {
    const lacks = (): Error => new Error(`not shown: ${text}; but: ${this.#shown.slice(this.#read)}`);
    if (this.#child.exitCode !== null) throw lacks();
    const part = once(this.#child.stdout ?? this.#child, 'data', { signal: until });
    await Promise.race([part, this.#closed]).catch(() => Promise.reject(lacks()));
  }
}

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const mainOf = (room: string, file: string): string =>
  fileURLToPath(new URL(`../../../${room}/dist/${file}.js`, import.meta.url));

export interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  /** Of a broker that has its measures there. */
  readonly metricsPort: number | undefined;
  readonly stderr: () => string;
  readonly exited: Promise<unknown[]>;
}

const running = new Set<ChildProcess>();
// A test that hangs is ended with its process, and asks nobody to stop.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Services of this house as processes, by their front doors. */
export class Processes {
  readonly #started: Started[] = [];

  run(room: string, file: string, ...parameters: readonly string[]): string {
    return execFileSync(process.execPath, [mainOf(room, file), ...parameters], { encoding: 'utf8' });
  }

  /** @param env with `PREFIX`, words that go before the program, and `FOLDER`, in which it runs */
  launch(room: string, env: Record<string, string>, file = 'main'): Omit<Started, 'port' | 'metricsPort'> {
    const [program = '', ...words] = [...(env.PREFIX?.split(' ') ?? []), process.execPath, mainOf(room, file)];
    const child = spawn(program, words, { env, cwd: env.FOLDER, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    child.once('exit', () => running.delete(child));
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += String(chunk);
    });
    return { child, stderr: () => text, exited: once(child, 'close') };
  }

  async start(room: string, env: Record<string, string>, file = 'main'): Promise<Started> {
    const launched = this.launch(room, env, file);
    const line = await Promise.race([
      new Promise<string>((resolve) => launched.child.stdout?.once('data', (chunk) => resolve(String(chunk)))),
      launched.exited.then(() => '{}'),
    ]);
    const { port, metricsPort } = JSON.parse(line);
    if (typeof port !== 'number') throw new TypeError(`${room} did not start: ${launched.stderr()}`);
    const started = { ...launched, port, metricsPort };
    this.#started.push(started);
    return started;
  }

  async stopAll(): Promise<void> {
    for (const { child } of this.#started) if (child.exitCode === null) child.kill('SIGKILL');
    await Promise.all(this.#started.map(({ exited }) => exited));
  }
}

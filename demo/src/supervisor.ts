import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readEnv } from './config.js';
import { DemoError } from './error.js';
import type { Inspect } from './gate.js';

export interface ProcessSpec {
  readonly name: string;
  /** The program's file and arguments, after what node itself is told. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Told of each structured event that the process reports. */
  readonly onEvent?: (event: Readonly<Record<string, unknown>>) => void;
  /** Milliseconds that a service which ended waits before it is started again, so that another one takes its work over meanwhile. */
  readonly reviveAfter?: number;
}

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  /** The last sentence on standard error that is not a structured event. */
  readonly sentence: string;
}

const LEASH = fileURLToPath(new URL('./leash.js', import.meta.url));
/** Short-lived garbage is collected before it takes more than a few MB: Node 24 would let it take some 30 in each process. */
const YOUNG = '--max-semi-space-size=8';
const SAMPLE_EVERY = 100;
const PATIENCE = 10_000;

export interface SupervisorOptions {
  /** Folder for what each process writes on standard error. */
  readonly logs: string;
  readonly inspector: ((place: string) => Inspect) | undefined;
  readonly onRestart: (name: string) => void;
  /** Where each process has a folder to run in and to leave its core; where this is undefined, it runs where this one does. */
  readonly cores?: string | undefined;
}

/** Starts processes, restarts services that die, watches their memory, and ends every one of them. */
export class Supervisor {
  readonly #children = new Map<ChildProcess, string>();
  /** Of programs that are none of ours, whose child only watches over them. */
  readonly #foreign = new Map<ChildProcess, number>();
  readonly #peaks = new Map<string, number>();
  /** Seconds of a core that processes which ended had used, by name, and those that run, by process. */
  readonly #used = { ended: new Map<string, number>(), running: new Map<ChildProcess, number>() };
  readonly #inspector: ((place: string) => Inspect) | undefined;
  readonly #onRestart: (name: string) => void;
  readonly #logs: string;
  readonly #cores: string | undefined;
  readonly #sampler: NodeJS.Timeout;
  #stopping = false;

  constructor(options: SupervisorOptions) {
    this.#logs = options.logs;
    mkdirSync(options.logs, { recursive: true, mode: 0o700 });
    this.#inspector = options.inspector;
    this.#cores = options.cores;
    this.#onRestart = options.onRestart;
    this.#sampler = setInterval(() => this.#sample(), SAMPLE_EVERY);
  }

  /** Highest resident memory of each process in MiB. */
  get peaks(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#peaks].map(([name, kib]) => [name, Math.round(kib / 1024)]));
  }

  /** Seconds of a core that each process used, as far as was seen ten times a second: of one that is over in less, nothing. */
  get used(): Readonly<Record<string, number>> {
    this.#sample();
    const sums = new Map(this.#used.ended);
    for (const [child, seconds] of this.#used.running) {
      const name = this.#children.get(child) ?? '';
      sums.set(name, (sums.get(name) ?? 0) + seconds);
    }
    return Object.fromEntries(sums);
  }

  /**
   * Starts a service and keeps it running. Settles with its port when it listens.
   *
   * @param onListening told the port each time, since a restarted service has another one
   * @throws DemoError `process-failed` when it ends before it listens
   */
  async service(spec: ProcessSpec, onListening: (port: number) => void): Promise<void> {
    const child = this.#spawn(spec);
    const finished = this.#finished(child);
    const listening = new Promise<number>((resolve) => {
      createInterface({ input: streamOf(child.stdout) }).on('line', (line) => {
        const said = listeningOf(line);
        if (said?.pid !== undefined) this.#foreign.set(child, said.pid);
        if (said !== undefined) resolve(said.port);
      });
    });
    const first = await Promise.race([listening, finished]);
    if (typeof first !== 'number') throw failure(spec.name, first);
    onListening(first);
    void finished.then(() => this.#revive(spec, onListening));
  }

  /**
   * Runs a program to its end. One that is killed from outside is run again: its state must bear it; and so is one whose
   * key another command changed.
   */
  async command(spec: ProcessSpec): Promise<Finished> {
    for (;;) {
      const child = this.#spawn(spec);
      const output = collect(child);
      const finished = await this.#finished(child);
      if ((finished.signal === null && !superseded.has(child)) || this.#stopping) {
        if (finished.code !== 0) throw failure(spec.name, finished);
        return { ...finished, output: await output };
      }
      this.#onRestart(spec.name);
    }
  }

  /**
   * Has processes leave a core file and start again, wherever they are. Linux only.
   *
   * @returns how many were ended
   */
  async dump(isMeant: (name: string) => boolean): Promise<number> {
    const meant = [...this.#children].filter(([, name]) => isMeant(name)).map(([child]) => child);
    await Promise.all(
      meant.map(async (child) => {
        spawnSync('prlimit', ['--core=unlimited', '--pid', String(child.pid)]);
        const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
        child.kill('SIGABRT');
        await gone;
      }),
    );
    return meant.length;
  }

  /** Ends a service without a word, as a power cut does; it is started again. */
  kill(name: string): void {
    this.signal(name, 'SIGKILL');
  }

  /** Sends a signal to the processes of a name: of a program that is none of ours, to itself. */
  signal(name: string, signal: NodeJS.Signals): void {
    for (const [child, called] of this.#children) {
      if (called !== name) continue;
      const foreign = this.#foreign.get(child);
      if (foreign === undefined) child.kill(signal);
      else if (child.exitCode === null && child.signalCode === null) process.kill(foreign, signal);
    }
  }

  /** Ends every process: politely, then, after a while, not. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const all = [...this.#children.keys()].map((child) => {
      if (child.exitCode !== null || child.signalCode !== null) return undefined;
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      const last = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      child.kill('SIGTERM');
      return gone.finally(() => clearTimeout(last));
    });
    await Promise.all(all);
    clearInterval(this.#sampler);
  }

  async #revive(spec: ProcessSpec, onListening: (port: number) => void): Promise<void> {
    if (this.#stopping) return;
    this.#onRestart(spec.name);
    await pause(spec.reviveAfter ?? 0, undefined, { ref: false });
    try {
      await this.service(spec, onListening);
    } catch {
      setTimeout(() => void this.#revive(spec, onListening), SAMPLE_EVERY * 10).unref();
    }
  }

  #spawn({ name, argv, env, onEvent }: ProcessSpec): ChildProcess {
    if (this.#stopping) throw new DemoError('timed-out', 'The run is ending; nothing more is started.');
    const child = spawn(process.execPath, [YOUNG, '--import', LEASH, ...argv], {
      env: { ...readEnv(), ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      ...this.#place(name),
      // Ctrl-C is for the demo alone, which then ends each process in its turn; the leash ends them if it cannot.
      detached: true,
    });
    this.#children.set(child, name);
    child.once('exit', () => this.#forget(child, name));
    const inspect = this.#inspector?.(`standard error of ${name}`);
    if (inspect) child.stderr?.on('data', inspect);
    child.stderr?.pipe(createWriteStream(join(this.#logs, `${name}.log`), { flags: 'a', mode: 0o600 }));
    child.stdout?.setEncoding('utf8');
    createInterface({ input: streamOf(child.stderr) }).on('line', (line) => {
      const event = eventOf(line);
      if (event) onEvent?.(event);
      if (event?.event === 'superseded') superseded.add(child);
      const sentence = event === undefined ? line : event.message;
      if (typeof sentence === 'string' && event?.event !== 'listening') sentences.set(child, sentence);
    });
    return child;
  }

  #place(name: string): { readonly cwd?: string } {
    if (this.#cores === undefined) return {};
    const cwd = join(this.#cores, name);
    mkdirSync(cwd, { recursive: true, mode: 0o700 });
    return { cwd };
  }

  #finished(child: ChildProcess): Promise<Finished> {
    return new Promise((resolve) => {
      child.once('close', (code, signal) =>
        resolve({ code, signal, output: '', sentence: sentences.get(child) ?? '' }),
      );
    });
  }

  #sample(): void {
    for (const [child, name] of this.#children) {
      const peak = peakOf(child.pid);
      if (peak > (this.#peaks.get(name) ?? 0)) this.#peaks.set(name, peak);
      this.#used.running.set(child, usedBy(child.pid) ?? this.#used.running.get(child) ?? 0);
    }
  }

  #forget(child: ChildProcess, name: string): void {
    this.#children.delete(child);
    this.#foreign.delete(child);
    const seconds = this.#used.running.get(child) ?? 0;
    this.#used.running.delete(child);
    this.#used.ended.set(name, (this.#used.ended.get(name) ?? 0) + seconds);
  }
}

const sentences = new WeakMap<ChildProcess, string>();
/** Agents that ended because another command changed their key. */
const superseded = new WeakSet<ChildProcess>();

function streamOf(stream: ChildProcess['stdout']): NonNullable<ChildProcess['stdout']> {
  if (stream === null)
    throw new DemoError('process-failed', 'A process was started without its streams; start it again.');
  return stream;
}

function collect(child: ChildProcess): Promise<string> {
  const parts: string[] = [];
  child.stdout?.on('data', (part: string) => parts.push(part));
  return new Promise((resolve) => child.once('close', () => resolve(parts.join(''))));
}

const failure = (name: string, { code, signal, sentence }: Finished): DemoError =>
  new DemoError('process-failed', sentence || `${name} ended (${signal ?? code}) without saying why; see its log.`);

function eventOf(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function listeningOf(line: string): { readonly port: number; readonly pid: number | undefined } | undefined {
  const event = eventOf(line);
  if (event?.event !== 'listening' || typeof event.port !== 'number') return undefined;
  return { port: event.port, pid: typeof event.pid === 'number' ? event.pid : undefined };
}

/** Peak resident memory of a process in KiB where the kernel tells it (Linux), else 0. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** The kernel's clock, of USER_HZ. */
const TICKS_PER_SECOND = 100;

/** Seconds of a core, its own and the kernel's for it, where that is told (Linux). */
function usedBy(pid: number | undefined): number | undefined {
  try {
    // The name may hold spaces and brackets: what is counted comes after its last one.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}

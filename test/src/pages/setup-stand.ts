import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { Network } from '../../../edge-agent/test/index.js';
import { type Child, freePort, run, runWithInput, stop } from '../children.js';

const programOf = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const [AGENT, SIM] = [programOf('edge-agent/dist/main.js'), programOf('firmware-sim/dist/main.js')];

/** Of a second, in /proc. */
const TICKS = 100;

/** What the two wristbands nearby are called by their address. */
const BANDS = { huami: 'c0:ff:ee:00:00:01', banglejs: 'c0:ff:ee:00:00:02' } as const;

const source = (person: number): object => {
  const from = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  return { kind: 'generated', seed: 7, person, from, days: 3, live: true };
};

/** The services that an invitation leads to, and two wristbands that nobody paired. */
export interface Town {
  readonly network: Network;
  readonly radio: string;
  close(): Promise<void>;
}

export async function openTown(): Promise<Town> {
  const network = await Network.start();
  const plan = join(network.folder, 'plan.json');
  const wearables = [
    { address: BANDS.huami, source: source(1) },
    { address: BANDS.banglejs, family: 'banglejs', source: source(2) },
  ];
  writeFileSync(plan, JSON.stringify({ port: 0, wearables }));
  const sim = run(process.execPath, [SIM, '--plan', plan]);
  const close = async (): Promise<void> => {
    await stop(sim);
    await network.close();
  };
  try {
    const { port } = JSON.parse(await sim.said(/"listening"/));
    return { network, radio: `tcp:127.0.0.1:${port}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Somebody who was invited, before a machine of their own. */
export class Newcomer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'newcomer-'));
  readonly #env: NodeJS.ProcessEnv;
  #agent: Child | undefined;

  private constructor(
    /** The link of the invitation. */
    readonly invitation: string,
    radio: string,
    port: number,
  ) {
    this.#env = {
      FIT4WORK_AGENT_STATE: join(this.#folder, 'state'),
      FIT4WORK_HCI: radio,
      FIT4WORK_AGENT_PAGE_PORT: String(port),
    };
  }

  static async of({ network, radio }: Town): Promise<Newcomer> {
    return new Newcomer(JSON.parse(await network.invite()).link, radio, await freePort());
  }

  /** Starts `setup`. @returns the link into the page */
  async start(...args: readonly string[]): Promise<string> {
    this.#agent = runWithInput(process.execPath, [AGENT, 'setup', ...args, '--no-open', '--json'], this.#env);
    return JSON.parse(await this.#agent.said(/"link"/)).link;
  }

  /** Presses Enter in the window of `setup`. @returns the link that comes of it */
  async pressEnter(): Promise<string> {
    const had = this.#links.length;
    this.#agent?.process.stdin?.write('\n');
    await vi.waitFor(() => {
      if (this.#links.length === had) throw new RangeError('No other link has come.');
    });
    return this.#links.at(-1) ?? '';
  }

  get #links(): readonly string[] {
    return (this.#agent?.lines ?? []).flatMap((line) => (line.startsWith('{"link"') ? [JSON.parse(line).link] : []));
  }

  /** Runs another command beside it. @returns its document, whatever it is */
  async command(...args: readonly string[]): Promise<ReturnType<typeof JSON.parse>> {
    const child = run(process.execPath, [AGENT, ...args, '--json'], this.#env);
    await child.ended;
    return JSON.parse(child.lines.find((line) => line.startsWith('{"') && !line.startsWith('{"time"')) ?? 'null');
  }

  /** Seconds for which a processor worked for it and for what it started: as many however many others wait for one. */
  get worked(): number {
    const stat = readFileSync(`/proc/${this.#agent?.process.pid}/stat`, 'utf8');
    // What it is called stands between brackets, and may have any sign in it (proc_pid_stat(5)).
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return (Number(user) + Number(system)) / TICKS;
  }

  /** All that the program said. */
  get said(): string {
    return this.#agent?.lines.join('\n') ?? '';
  }

  /** Every byte that it left on the disk. */
  left(): Buffer {
    const files = readdirSync(this.#folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
  }

  /** As by Ctrl-C. @returns how it ended */
  async stop(): Promise<number | null | undefined> {
    this.#agent?.process.kill('SIGINT');
    return this.#agent?.ended;
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

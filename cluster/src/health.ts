import { setTimeout as pause } from 'node:timers/promises';
import type { BrokerProbe } from './adapters/broker-probe.js';
import { answers } from './adapters/database.js';
import { probe } from './adapters/http-probe.js';
import { ANCHORS, BROKERS, COACH_APIS, KINDS, PARTS, WITNESSES } from './core/parts.js';
import { ClusterError } from './error.js';
import type { Said, Watched } from './readiness.js';
import type { Wiring } from './wiring.js';

export interface HealthOptions {
  readonly wiring: Wiring;
  readonly database: string;
  readonly probes: ReadonlyMap<string, BrokerProbe>;
}

/** How a part is, in a word. */
export type Condition = 'whole' | 'away' | `${number} districts` | 'leads' | 'stands by';

const WITHIN_MS = 1_000;
const LOOK_MS = 100;

/** How each part is, by what it says itself. */
export class Health {
  readonly #options: HealthOptions;

  constructor(options: HealthOptions) {
    this.#options = options;
  }

  /** Those of which several are behind one address. */
  get watched(): readonly Watched[] {
    return [
      ...BROKERS.map((name) => ({ name, ask: async () => word(this.#probe(name)) })),
      ...COACH_APIS.map((name) => ({ name, ask: async () => saidBy(await this.#ask(name, '/readyz')) })),
      // Whoever stands by has the log's files as well.
      ...ANCHORS.map((name) => ({ name, ask: async () => word((await this.#ask(name, '/healthz')) !== undefined) })),
    ];
  }

  async of(name: string): Promise<Condition> {
    if (has(BROKERS, name)) return this.#probe(name) ? 'whole' : 'away';
    if (has(COACH_APIS, name)) return districtsOf(await this.#ask(name, '/readyz'));
    if (has(ANCHORS, name)) return roleOf(await this.#ask(name, '/readyz'));
    if (has(WITNESSES, name)) return (await this.#ask(name, '/healthz'))?.status === 200 ? 'whole' : 'away';
    return (await answers(this.#options.database, WITHIN_MS)) ? 'whole' : 'away';
  }

  /** Of all parts. */
  async all(): Promise<Readonly<Record<string, Condition>>> {
    const names = KINDS.flatMap((kind) => PARTS[kind]);
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await this.of(name)] as const)));
  }

  /** The anchor that leads. */
  async leader(): Promise<string | undefined> {
    const conditions = await Promise.all(ANCHORS.map((name) => this.of(name)));
    return ANCHORS.find((_, i) => conditions[i] === 'leads');
  }

  /** Whether a part does its work, or stands by for it. */
  async isWhole(name: string): Promise<boolean> {
    const condition = await this.of(name);
    return condition !== 'away' && condition !== '0 districts';
  }

  /** Settles when these are whole, and one of the anchors leads. @throws ClusterError `not-whole` */
  async whole(names: readonly string[], withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    for (const name of names) {
      while (!(await this.isWhole(name))) await this.#again(name, until);
    }
    while ((await this.leader()) === undefined) await this.#again('an anchor that leads', until);
  }

  async #again(what: string, until: number): Promise<void> {
    if (performance.now() > until) {
      throw new ClusterError(
        'not-whole',
        `The cluster lacks ${what} for too long; see its log in the folder of the run.`,
      );
    }
    await pause(LOOK_MS);
  }

  #probe(name: string): boolean {
    return this.#options.probes.get(name)?.isThere === true;
  }

  #ask(name: string, path: string): ReturnType<typeof probe> {
    return probe(`http://127.0.0.1:${this.#options.wiring.ports.get(name)}${path}`);
  }
}

type Answer = Awaited<ReturnType<typeof probe>>;

const has = (names: readonly string[], name: string): boolean => names.includes(name);

const word = (isThere: boolean): Said => (isThere ? 'ready' : 'silent');

const saidBy = (answer: Answer): Said => {
  if (answer === undefined) return 'silent';
  return answer.status === 200 ? 'ready' : 'not ready';
};

function districtsOf(answer: Answer): Condition {
  if (answer?.status !== 200) return 'away';
  const { districts }: { readonly districts?: readonly string[] } = JSON.parse(answer.text);
  return `${districts?.length ?? 0} districts`;
}

function roleOf(answer: Answer): Condition {
  if (answer?.status === 200) return 'leads';
  return answer?.text.includes('standby') ? 'stands by' : 'away';
}

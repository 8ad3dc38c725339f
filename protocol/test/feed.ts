import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ProtocolError } from '../src/error.js';
import { LogError } from '../src/log/error.js';
import { Mutation } from './mutation.js';

/** One way to reach a parser. */
export interface Feed {
  /** Valid inputs, of which hostile ones are made. */
  readonly seeds: readonly Uint8Array[];
  /** Hands an input to the parser: as it is, as text, signed, or sealed. */
  readonly parse: (bytes: Uint8Array) => unknown;
  /** Of so many inputs one goes this way; for what costs a signature. */
  readonly oneIn?: number;
}

/** What came of it. */
export interface Digest {
  readonly accepted: number;
  readonly refused: number;
  /** Answers other than a value or an error of the protocol, with the input in hexadecimal. */
  readonly surprises: readonly string[];
  /** The longest that one input took, in milliseconds. */
  readonly slowest: number;
  /** MiB by which what is alive grew at most, and by which the process did. */
  readonly alive: number;
  readonly resident: number;
}

const MEBIBYTE = 2 ** 20;
const BATCH = 1000;
/** Milliseconds after which it is looked at once more whether the parser is slow, or the machine was busy. */
const SLOW = 50;
/** Milliseconds after which a batch that has not ended counts as hanging. */
const HANGING = 120_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function alive(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MEBIBYTE;
}

const resident = (): number => process.memoryUsage.rss() / MEBIBYTE;

/** The least of what an input took before and takes again: a pause of the whole process is not the parser's. */
function fastest(before: number, again: () => unknown): number {
  const started = performance.now();
  try {
    const answer = again();
    if (answer instanceof Promise) answer.catch(() => undefined);
  } catch {
    // The first answer was counted.
  }
  return Math.min(before, performance.now() - started);
}

/** Feeds a parser with seeded inputs. An input on which it hangs ends the feeding with an error that says so. */
export class Feeding {
  readonly #mutation: Mutation;
  readonly #ways: readonly Feed[];
  #accepted = 0;
  #refused = 0;
  #slowest = 0;
  readonly #surprises: string[] = [];

  constructor(ways: readonly Feed[], seed: number) {
    this.#ways = ways;
    this.#mutation = new Mutation(seed);
  }

  async digest(count: number): Promise<Digest> {
    // What a parser keeps for good, and what the engine compiles of it, is there after the first inputs.
    await this.#batch(Math.min(BATCH, count));
    const before = { alive: alive(), resident: resident() };
    const most = { ...before };
    for (let fed = BATCH; fed < count; fed += BATCH) {
      await this.#batch(Math.min(BATCH, count - fed));
      most.resident = Math.max(most.resident, resident());
      if (fed % (50 * BATCH) === 0) most.alive = Math.max(most.alive, alive());
    }
    most.alive = Math.max(most.alive, alive());
    return {
      accepted: this.#accepted,
      refused: this.#refused,
      surprises: this.#surprises,
      slowest: this.#slowest,
      alive: most.alive - before.alive,
      resident: most.resident - before.resident,
    };
  }

  async #batch(size: number): Promise<void> {
    const waiting: Promise<void>[] = [];
    const run = (): void => {
      for (let i = 0; i < size; i++) {
        const answer = this.#feed();
        if (answer !== undefined) waiting.push(answer);
      }
    };
    // The only way to stop a loop that does not end by itself.
    runInNewContext('run()', { run }, { timeout: HANGING });
    await Promise.all(waiting);
  }

  #feed(): Promise<void> | undefined {
    const way = this.#ways.find(({ oneIn = 1 }) => this.#mutation.below(oneIn) === 0);
    if (way === undefined) throw new TypeError('the last way to a parser must take every input');
    const input = this.#mutation.input(way.seeds);
    const started = performance.now();
    const answer = this.#answer(way, input);
    const took = performance.now() - started;
    this.#slowest = Math.max(this.#slowest, took < SLOW ? took : fastest(took, () => way.parse(input)));
    return answer;
  }

  /** Something to wait for where the parser answers later. */
  #answer(way: Feed, input: Uint8Array): Promise<void> | undefined {
    try {
      const answer = way.parse(input);
      if (answer instanceof Promise) {
        return answer.then(
          () => this.#accept(),
          (error: unknown) => this.#refuse(error, input),
        );
      }
      this.#accept();
    } catch (error) {
      this.#refuse(error, input);
    }
    return undefined;
  }

  #accept(): void {
    this.#accepted += 1;
  }

  #refuse(error: unknown, input: Uint8Array): void {
    this.#refused += 1;
    if (error instanceof ProtocolError || error instanceof LogError || this.#surprises.length > 9) return;
    this.#surprises.push(`${String(error)} for ${Buffer.from(input.subarray(0, 2000)).toString('hex')}`);
  }
}

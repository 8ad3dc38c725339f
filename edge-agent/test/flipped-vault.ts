import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { addDays, METRICS, vaultKey } from '@fit4work/protocol';
import { openStore } from '../src/adapters/sqlite-store.js';
import { LETTER_KINDS } from '../src/core/letter-kinds.js';
import { AgentError } from '../src/error.js';
import { consentRecords } from '../src/grants.js';
import { ownSamples } from '../src/own-samples.js';
import type { Outbox, Vault } from '../src/ports.js';
import { contentOf, type Dead, type DeadBytes, deadBytes, placeOf } from './dead-bytes.js';
import { populate } from './full-vault.js';
import { Random } from './random.js';
import { ReadWorld } from './read-world.js';
import { DAY, dayBounds, NEXT } from './vault-world.js';

/* A vault with rows in every table, one flipped bit in a copy of it, and what may be read then. */

const FILES = ['vault.db', 'vault.db-wal', 'vault.db-head'] as const;
export type VaultFile = (typeof FILES)[number];

/** Everything that can be asked of a vault, one thing at a time. */
type Asks = ReadonlyMap<string, () => Promise<unknown>>;
type Answers = ReadonlyMap<string, unknown>;

interface Read {
  readonly answers: Answers;
  /** Digest of every row, once the vault was closed; undefined where that was noticed, or SQLite cannot read them. */
  readonly content: string | undefined;
}

export interface Outcome {
  /** `noticed`: said so; `unread`: a bit that nothing rests on; `served`: something changed and nobody said so. */
  readonly kind: 'noticed' | 'unread' | 'served';
  /** Whether nothing of the vault could be read. */
  readonly closed: boolean;
  /** How many of the things asked for were refused. */
  readonly refused: number;
  readonly what: string;
  /** Where nothing rests on it, of a bit that is `unread`. */
  readonly dead?: Dead | undefined;
  /** What was left out of an answer that did not say so itself, nor the answer that is there to say it. */
  readonly silent: readonly string[];
}

/** Lists that leave out what cannot be trusted, since the rest has to go on, and what says it in their place. */
const SAID_BY: ReadonlyMap<string, readonly string[]> = new Map([
  ['waiting records', ['counts']],
  ['unproven', ['counts', 'placements']],
]);

const { start: BEGIN, end: END } = dayBounds(DAY);
const STRETCHES = [
  [0, END + 7 * 86_400],
  [BEGIN, END],
  [END - 900, END],
  [BEGIN + 30_000, BEGIN + 33_600],
] as const;
const DAYS = [addDays(DAY, -1), DAY, NEXT, addDays(NEXT, 1)];

export class FlippedVault {
  readonly #folder: string;
  readonly #root: Uint8Array;
  readonly #world: ReadWorld;
  readonly #sound: Answers;
  readonly #content: string | undefined;
  readonly #dead: DeadBytes | undefined;

  private constructor(made: { folder: string; world: ReadWorld; sound: Read }) {
    this.#folder = made.folder;
    this.#world = made.world;
    this.#root = made.world.vault.root;
    this.#sound = made.sound.answers;
    this.#content = made.sound.content;
    this.#dead = existsSync(`${this.path}-wal`) ? deadBytes(this.path) : undefined;
  }

  /** @param closed whether it was closed, or its process was killed and left the write-ahead log */
  static async make(closed: boolean): Promise<FlippedVault> {
    const world = await ReadWorld.open();
    await populate(world);
    const folder = mkdtempSync(join(tmpdir(), 'flipped-'));
    if (closed) await world.vault.ports.vault.close();
    for (const name of FILES) {
      const from = join(world.vault.folder, name);
      if (existsSync(from)) copyFileSync(from, join(folder, name));
    }
    const nothing: Read = { answers: new Map(), content: undefined };
    const made = new FlippedVault({ folder, world, sound: nothing });
    return new FlippedVault({ folder, world, sound: (await made.#read(made.#copy())) ?? nothing });
  }

  /** The file as it was closed, to be looked into. */
  get path(): string {
    return join(this.#folder, 'vault.db');
  }

  /** What is asked for, and answered, of the vault as it is. */
  get asked(): Answers {
    return this.#sound;
  }

  size(file: VaultFile): number {
    const path = join(this.#folder, file);
    return existsSync(path) ? readFileSync(path).length : 0;
  }

  async flip(file: VaultFile, bit: number): Promise<Outcome> {
    const copy = this.#copy();
    const bytes = readFileSync(join(copy, file));
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    writeFileSync(join(copy, file), bytes);
    const where = `bit ${bit} of ${file}`;
    const read = await this.#read(copy);
    if (read === undefined)
      return { kind: 'noticed', closed: true, refused: this.#sound.size, what: where, silent: [] };
    const { changed, ...outcome } = this.#compare(read.answers);
    const what = `${where}: ${changed.join(', ')}`;
    if (outcome.kind !== 'unread') return { ...outcome, what };
    // Nobody notices it: then every row of every table has to be as it was, once the log is written back.
    const isSame = read.content !== undefined && read.content === this.#content;
    if (!isSame) return { ...outcome, kind: 'served', what: `${what} something that lives` };
    return { ...outcome, what, dead: this.#dead && placeOf(this.#dead, file, bit) };
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
    rmSync(this.#world.vault.folder, { recursive: true });
  }

  #copy(): string {
    const copy = mkdtempSync(join(tmpdir(), 'flip-'));
    for (const name of FILES) {
      if (existsSync(join(this.#folder, name))) copyFileSync(join(this.#folder, name), join(copy, name));
    }
    return copy;
  }

  #isNoticed(answers: Answers): boolean {
    return this.#compare(answers).kind === 'noticed';
  }

  #compare(answers: Answers): Omit<Outcome, 'what'> & { readonly changed: readonly string[] } {
    const changed: string[] = [];
    const omitted: string[] = [];
    const refused = new Set<string>();
    for (const [name, sound] of this.#sound) {
      const answer = answers.get(name);
      if (isDeepStrictEqual(answer, sound)) continue;
      if (answer instanceof AgentError || isRefusalIn(answer, sound)) refused.add(name);
      else (isPartOf(answer, sound) ? omitted : changed).push(name);
    }
    const silent = [...changed, ...omitted].filter((name) => !SAID_BY.get(name)?.some((other) => refused.has(other)));
    // What is left out of a list must have been said somewhere.
    if (refused.size === 0) changed.push(...omitted);
    const kind = changed.length > 0 ? 'served' : refused.size > 0 ? 'noticed' : 'unread';
    return { kind, closed: false, refused: refused.size, changed, silent };
  }

  /** Opens a copy, asks for everything and takes it away. @returns undefined where it is refused as a whole */
  async #read(folder: string): Promise<Read | undefined> {
    try {
      const { vault, outbox } = openStore(join(folder, 'vault.db'));
      const answers = new Map<string, unknown>();
      try {
        for (const [name, ask] of this.#asksOf(vault, outbox)) answers.set(name, await answerTo(ask));
        // What was noticed by who asked for it needs no look at everything, which takes as long as all the others.
        if (!this.#isNoticed(answers)) answers.set('check', await answerTo(() => checked(vault)));
      } finally {
        // With this the log is written back.
        await vault.close();
      }
      return { answers, content: this.#isNoticed(answers) ? undefined : contentOf(join(folder, 'vault.db')) };
    } catch (error) {
      if (error instanceof AgentError && error.code === 'vault-damaged') return undefined;
      throw error;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  #asksOf(vault: Vault, outbox: Outbox): Asks {
    const key = vaultKey(this.#root);
    const days = DAYS.flatMap((day) => [
      [`samples of ${day}`, () => vault.chunks(day, day)] as const,
      [`keys of ${day}`, () => vault.dayKeys(day, day)] as const,
      [
        `shown ${day}`,
        () => ownSamples({ vault, clock: () => this.#world.now }, this.#world.vault.person, ask(day, key)),
      ] as const,
    ]);
    const envelopes = Array.from({ length: 200 }, (_, i) => [
      [`envelope ${i + 1}`, () => outbox.unreceived(i, 1)] as const,
      [`leaf ${i + 1}`, () => outbox.leafAt(i + 1)] as const,
    ]).flat();
    return new Map<string, () => Promise<unknown>>([
      ['identity', () => vault.identity()],
      ['wearables', () => vault.wearables()],
      ['positions', () => vault.positions()],
      ['counts of samples', () => vault.sampleCounts()],
      ['days', () => vault.days()],
      ['days held', () => vault.daysHeld('2000-01-01')],
      ['head', () => outbox.head()],
      ['received', () => outbox.receivedUpTo()],
      ['records', () => outbox.records()],
      ['anchored records', () => outbox.anchoredRecords()],
      ['unproven', () => outbox.unproven(1_000)],
      ['waiting records', () => outbox.waitingRecords()],
      ['log', () => outbox.logState()],
      ['counts', () => outbox.counts()],
      ['placements', () => outbox.placements()],
      ['letters', () => outbox.letterCounts()],
      ...LETTER_KINDS.map((kind) => [`letters of ${kind}`, () => outbox.letters(kind)] as const),
      ['lapsed grants', () => outbox.lapsedGrants()],
      ['held grants', () => outbox.heldGrants()],
      ['believed times', () => outbox.believedTimes()],
      ['next agent', () => vault.nextAgent()],
      ['days touched', () => vault.touchedDays()],
      ...STRETCHES.map(
        ([from, until]) => [`windows from ${from} to ${until}`, () => vault.sealedWindows(from, until)] as const,
      ),
      ['erasures', () => vault.erasures()],
      ['own envelopes', () => outbox.ownEnvelopes()],
      ['past envelopes', () => outbox.pastEnvelopes()],
      ['grants', () => consentRecords(outbox, this.#world.identity)],
      ...days,
      ...envelopes,
    ]);
  }
}

const ask = (day: string, key: ReturnType<typeof vaultKey>) =>
  ({ from: day, until: day, metrics: METRICS, granularity: 'raw', vaultKey: key }) as const;

/** The answer, or the refusal. Anything else that is thrown is a fault. */
async function answerTo(request: () => Promise<unknown>): Promise<unknown> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof AgentError && error.code === 'vault-damaged') return error;
    throw error;
  }
}

/** Stops at the first. */
async function checked(vault: Vault): Promise<void> {
  const [first] = await vault.check();
  if (first !== undefined) throw new AgentError('vault-damaged', first);
}

/** Lists say of each thing whether it was changed, and days name those that are not shown; the rest of them is as it was. */
function isRefusalIn(answer: unknown, sound: unknown): boolean {
  if (Array.isArray(answer) && Array.isArray(sound)) {
    const known = answer.filter((each) => !isLost(each));
    return known.length < answer.length && known.every((each) => sound.some((one) => isDeepStrictEqual(one, each)));
  }
  return isRecord(answer) && Array.isArray(answer.damaged) && answer.damaged.length > 0;
}

const isPartOf = (answer: unknown, sound: unknown): boolean =>
  Array.isArray(answer) &&
  Array.isArray(sound) &&
  answer.every((each) => sound.some((one) => isDeepStrictEqual(one, each)));

const isLost = (each: unknown): boolean =>
  isRecord(each) && (each.kind === 'damaged' || (each.sealed instanceof Uint8Array && each.sealed.length === 0));

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Bits of the files, each as likely as any other, the same ones for the same seed. */
export function bitsOf(
  vault: FlippedVault,
  files: readonly VaultFile[],
  { seed, count }: { seed: number; count: number },
) {
  const random = new Random(seed);
  const sizes = files.map((file) => vault.size(file) * 8);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return Array.from({ length: count }, () => {
    let bit = random.below(total);
    let file = 0;
    while (bit >= (sizes[file] ?? 0)) bit -= sizes[file++] ?? 0;
    return { file: files[file] ?? 'vault.db', bit };
  });
}

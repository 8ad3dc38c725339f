import { parseSignedCheckpoint } from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import type { Clock, Journal, LogFolder } from '../ports.js';
import { Wake } from '../wake.js';
import { hourOf, isDue, type LastStamp } from './core/hour.js';
import { formatStampIndex, parseStampIndex, STAMP_INDEX, stampPath } from './core/stamp-files.js';
import { StampError } from './error.js';
import type { StampKind } from './ports.js';

const POLL_MS = 10_000;
const FIRST_RETRY_MS = 10_000;
const LAST_RETRY_MS = 600_000;
/** Seconds by which a stamp's time may be off this machine's before it is said. */
const CLOCK_TOLERANCE = 60;
/** Of the newest stamps so many are asked after until Bitcoin has them: a week of hours. */
const UPGRADED = 168;

export interface StamperPorts {
  readonly folder: LogFolder;
  readonly kinds: readonly StampKind[];
  readonly journal: Journal;
  readonly clock: Clock;
}

/** A checkpoint that is being stamped, and of which kinds it lacks one. */
interface Target {
  readonly size: number;
  readonly hour: number;
  readonly bytes: Uint8Array;
  readonly missing: Set<StampKind>;
}

/**
 * Has one checkpoint an hour stamped, and keeps it with its stamps below `stamps/`. A loop of its own, which reads what is
 * published and is waited for by nobody: whatever an authority does, leaves are committed and checkpoints published.
 *
 * An hour in which no stamp could be made is said (`stamp-overdue`) and made good by the next stamp: a checkpoint commits
 * to every leaf before it, so a later one shows of all of them that they existed, only later.
 */
export class Stamper {
  readonly #ports: StamperPorts;
  readonly #wake = new Wake();
  readonly #ended = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  /** `undefined` until the index was read. */
  #last: LastStamp | undefined;
  #target: Target | undefined;
  #upgradedIn = -1;
  #retryMs = FIRST_RETRY_MS;

  constructor(ports: StamperPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Gives up what is being asked for: the next start asks again. */
  async stop(): Promise<void> {
    this.#ended.abort();
    this.#wake.call();
    await this.#loop;
  }

  /** Does what is due now. @returns whether nothing is left to be done again */
  async round(): Promise<boolean> {
    const hour = hourOf(this.#ports.clock());
    const done = await this.#stampDue(hour);
    if (this.#upgradedIn < hour) {
      this.#upgradedIn = hour;
      for (const kind of this.#ports.kinds) await this.#upgrade(kind);
    }
    return done;
  }

  async #stampDue(hour: number): Promise<boolean> {
    this.#last ??= await this.#readLast();
    if (this.#target !== undefined && this.#target.hour < hour) this.#giveUp(this.#target);
    this.#target ??= await this.#choose(this.#last, hour);
    if (this.#target === undefined) return true;
    await this.#stamp(this.#target);
    if (this.#target.missing.size > 0) return false;
    this.#last = { size: this.#target.size, hour };
    this.#target = undefined;
    return true;
  }

  async #run(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      const done = await this.#tryRound();
      await this.#wake.sleep(done ? POLL_MS : this.#retryMs);
      this.#retryMs = done ? FIRST_RETRY_MS : Math.min(this.#retryMs * 2, LAST_RETRY_MS);
    }
  }

  /** What goes wrong here ends neither the process nor the loop: the log is more than its stamps. */
  async #tryRound(): Promise<boolean> {
    try {
      return await this.round();
    } catch (error) {
      const known = error instanceof AnchorError || error instanceof StampError;
      this.#ports.journal.warn('stamp-failed', { code: known ? error.code : 'unforeseen' });
      return false;
    }
  }

  #giveUp({ size, missing }: Target): void {
    this.#ports.journal.warn('stamp-overdue', { size, count: missing.size });
    this.#target = undefined;
    this.#retryMs = FIRST_RETRY_MS;
  }

  async #readLast(): Promise<LastStamp> {
    const { folder, kinds } = this.#ports;
    const size = parseStampIndex(await folder.read(STAMP_INDEX)).at(-1) ?? 0;
    const files = await Promise.all(
      kinds.map(async (kind) => ({ kind, file: await folder.read(stampPath(size, kind.ending)) })),
    );
    const times = files.map(({ kind, file }) => (file === undefined ? undefined : kind.timeOf(file)));
    return { size, hour: hourOf(Math.max(-1, ...times.map((time) => time ?? -1))) };
  }

  async #choose(last: LastStamp, hour: number): Promise<Target | undefined> {
    const { folder, kinds } = this.#ports;
    const published = await folder.read('checkpoint');
    if (published === undefined) return undefined;
    const { size } = parseSignedCheckpoint(published).checkpoint;
    if (!isDue(last, size, hour)) return undefined;
    // One that was begun before a crash stands there: its stamps are of these very bytes.
    const bytes = (await folder.read(stampPath(size, 'checkpoint'))) ?? published;
    const standing = await Promise.all(kinds.map(({ ending }) => folder.read(stampPath(size, ending))));
    const missing = new Set(kinds.filter((_, i) => standing[i] === undefined));
    if (missing.size === 0 && size === last.size) return undefined;
    return { size, hour, bytes, missing };
  }

  async #stamp(target: Target): Promise<void> {
    const all = this.#ports.kinds.length;
    for (const kind of [...target.missing]) {
      if (await this.#stampAs(kind, target)) target.missing.delete(kind);
    }
    if (target.missing.size < all) await this.#list(target.size);
  }

  async #stampAs(kind: StampKind, { size, bytes }: Target): Promise<boolean> {
    const { folder, journal, clock } = this.#ports;
    const started = performance.now();
    const made = await kind
      .stamp(bytes, {
        signal: this.#ended.signal,
        onFailure: (authority, { code }) => journal.warn('stamp-failed', { size, authority, code }),
      })
      .catch((error: unknown) => {
        if (error instanceof StampError) return undefined;
        throw error;
      });
    if (made === undefined) return false;
    const milliseconds = Math.round(performance.now() - started);
    // A crash here, or before, means: a stamp that nobody has. The next start asks for another.
    await folder.publish(new Map([[stampPath(size, 'checkpoint'), bytes]]));
    // A crash here means: a checkpoint without a stamp, of which no list speaks. The next start has these bytes stamped, or
    // those of a larger one.
    await folder.replace(stampPath(size, kind.ending), made.file);
    // A crash here means: a stamp that is not listed. The next start finds it, asks nobody, and lists it.
    journal.info('stamped', { size, authority: made.authority, milliseconds });
    const apart = made.time === undefined ? 0 : Math.abs(made.time - clock());
    if (apart > CLOCK_TOLERANCE) {
      journal.warn('stamp-clock-apart', { authority: made.authority, milliseconds: Math.round(apart * 1000) });
    }
    return true;
  }

  async #list(size: number): Promise<void> {
    const { folder } = this.#ports;
    const sizes = parseStampIndex(await folder.read(STAMP_INDEX));
    if (sizes.at(-1) === size) return;
    await folder.replace(STAMP_INDEX, formatStampIndex([...sizes, size]));
  }

  /** Once an hour, what is pending is asked after. */
  async #upgrade(kind: StampKind): Promise<void> {
    const { folder, journal } = this.#ports;
    for (const size of parseStampIndex(await folder.read(STAMP_INDEX)).slice(-UPGRADED)) {
      const path = stampPath(size, kind.ending);
      const file = await folder.read(path);
      try {
        const more = file === undefined ? undefined : await kind.upgrade(file, this.#ended.signal);
        if (more === undefined) continue;
        // A crash here means: it is pending still, and asked after once more.
        await folder.replace(path, more);
        journal.info('stamp-upgraded', { size });
      } catch (error) {
        if (!(error instanceof StampError)) throw error;
        // Not one after the other: a calendar that is away for one is away for all. The next hour asks again.
        return journal.warn('stamp-upgrade-failed', { size, code: error.code });
      }
    }
  }
}

import type { Condition, Finding, FindingCode, Incident } from './core/findings.js';
import type { Clock, FindingStore, Report } from './ports.js';
import { codeOf } from './report.js';

export interface NoticedPorts {
  readonly findings: FindingStore;
  readonly clock: Clock;
  /** Monotone milliseconds. */
  readonly ticks: () => number;
  readonly report: Report;
}

/** A finding is written when it is new, and then so seldom that whoever provokes it cannot wear out the disk. */
const WRITE_EVERY = 60_000;

interface Entry {
  finding: Finding;
  /** Seen since it was written last. */
  unwritten: number;
  changed: boolean;
  writtenAt: number | undefined;
}

/**
 * What the agent noticed of the broker, the coach API, the log and its own machine. Everything is reported at once; what is kept lags by a
 * minute at most, which is what a crash may cost of counts and times, and never a finding that is new.
 */
export class Noticed {
  readonly #ports: NoticedPorts;
  readonly #entries: Map<FindingCode, Entry>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(ports: NoticedPorts, known: readonly Finding[]) {
    this.#ports = ports;
    this.#entries = new Map(
      known.map((finding) => [finding.code, { finding, unwritten: 0, changed: false, writtenAt: undefined }]),
    );
  }

  static async open(ports: NoticedPorts): Promise<Noticed> {
    return new Noticed(ports, await ports.findings.findings());
  }

  /** Something happened. */
  happened(code: Incident): void {
    this.#see(code, true);
  }

  /** Something holds; it may be said again and again, and counts as one until it ended. */
  holds(code: Condition): void {
    this.#see(code, !this.stands(code));
  }

  /** Whether it holds, as far as was seen. */
  stands(code: Condition): boolean {
    const known = this.#entries.get(code)?.finding;
    return known !== undefined && known.ended === undefined;
  }

  /** The contrary was seen. */
  over(code: Condition): void {
    const entry = this.#entries.get(code);
    if (entry === undefined || entry.finding.ended !== undefined) return;
    entry.finding = { ...entry.finding, ended: this.#ports.clock() };
    entry.changed = true;
    this.flush();
  }

  /** Writes what has waited long enough. @param all whatever waits, as at the end */
  flush(all = false): void {
    this.#writing = this.#writing.then(() => this.#write(all));
  }

  /** Settles when everything is written. */
  async close(): Promise<void> {
    this.flush(true);
    await this.#writing;
  }

  #see(code: FindingCode, isNew: boolean): void {
    const now = this.#ports.clock();
    const entry = this.#entries.get(code);
    const { first = now, since = now, count = 0 } = entry?.finding ?? {};
    const finding = { code, first, since: isNew ? now : since, last: now, ended: undefined, count };
    if (isNew) this.#ports.report('noticed', { code });
    if (entry === undefined) this.#entries.set(code, { finding, unwritten: 1, changed: true, writtenAt: undefined });
    else Object.assign(entry, { finding, unwritten: entry.unwritten + (isNew ? 1 : 0), changed: true });
    this.flush();
  }

  async #write(all: boolean): Promise<void> {
    const now = this.#ports.ticks();
    for (const entry of this.#entries.values()) {
      const recently = entry.writtenAt !== undefined && now - entry.writtenAt < WRITE_EVERY;
      if (!entry.changed || (recently && !all)) continue;
      const { unwritten, finding } = entry;
      Object.assign(entry, { unwritten: 0, changed: false, writtenAt: now });
      try {
        await this.#ports.findings.addFinding({ ...finding, count: unwritten });
      } catch (error) {
        // As when the disk is full: it is tried again, and nothing else stops for it.
        Object.assign(entry, { unwritten: entry.unwritten + unwritten, changed: true });
        this.#ports.report('finding-not-kept', { code: codeOf(error) });
      }
    }
  }
}

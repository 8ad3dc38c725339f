import {
  civilDay,
  decodeSeries,
  type Envelope,
  type Granularity,
  METRICS,
  openBox,
  ProtocolError,
  type Sample,
  windowsOf,
} from '@fit4work/protocol';
import type { Positions, RecoveredWindow } from '../../ports.js';
import { firstPositions } from '../due-windows.js';
import { joinSources, type Measured, reconcile, type Source } from '../reconcile.js';
import type { Findings } from './findings.js';
import type { RecoveredKeys } from './recovered-keys.js';

/** A window of samples as its agent last sealed it: in which envelope. */
interface Kept {
  readonly agent: number;
  readonly sequence: number;
  readonly start: number;
  readonly end: number;
  readonly revision: number;
}

/** What the envelopes hold: of each window of samples where its latest revision is, and how far windows were sealed. No sample is in it. */
export class Harvest {
  readonly #days = new Map<string, Map<string, Kept>>();
  readonly #sealed: RecoveredWindow[] = [];
  readonly #ends: Record<Granularity, number> = { raw: 0, hour: 0, day: 0 };
  #first = Number.POSITIVE_INFINITY;
  readonly #secrets: { readonly keys: RecoveredKeys; readonly zone: string; readonly findings: Findings };

  constructor(secrets: { readonly keys: RecoveredKeys; readonly zone: string; readonly findings: Findings }) {
    this.#secrets = secrets;
  }

  /**
   * @param envelope verified
   * @returns whether it holds samples that count, so that it will be asked for when its day is measured
   */
  add(envelope: Envelope): boolean {
    const { granularity, windowStart: start } = envelope;
    const day = civilDay(start, this.#secrets.zone);
    const end = windowsOf(day, granularity, this.#secrets.zone).find((window) => window.start === start)?.end;
    if (end === undefined) {
      this.#note(envelope, 'malformed');
      return false;
    }
    this.#first = Math.min(this.#first, start);
    this.#ends[granularity] = Math.max(this.#ends[granularity], end);
    this.#sealed.push({ granularity, start, until: end, revision: envelope.revision });
    return granularity === 'raw' && this.#keep(envelope, day, end);
  }

  #keep(envelope: Envelope, day: string, end: number): boolean {
    const { agent, sequence, windowStart: start, revision } = envelope;
    const windows = this.#days.get(day) ?? new Map<string, Kept>();
    const name = `${agent}/${start}`;
    if ((windows.get(name)?.revision ?? -1) >= revision) return false;
    if (this.#open(envelope, day) === undefined) return false;
    windows.set(name, { agent, sequence, start, end, revision });
    this.#days.set(day, windows);
    return true;
  }

  #open(envelope: Envelope, day: string): readonly Uint8Array[] | undefined {
    const plaintexts: Uint8Array[] = [];
    for (const metric of METRICS) {
      const key = this.#secrets.keys.keyFor(envelope, metric, day);
      if (key === undefined) return this.#note(envelope, 'keys-missing');
      try {
        plaintexts.push(openBox(envelope, metric, key));
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        return this.#note(envelope, 'malformed');
      }
    }
    return plaintexts;
  }

  #note({ agent, sequence }: Envelope, code: 'malformed' | 'keys-missing'): undefined {
    this.#secrets.findings.note('envelopes', code, { place: { agent, sequence } });
    return undefined;
  }

  /** Civil days of which there are samples, in order. */
  days(): readonly string[] {
    return [...this.#days.keys()].sort();
  }

  /** The envelopes that hold the samples of a day. */
  envelopesOf(day: string): readonly { readonly agent: number; readonly sequence: number }[] {
    return [...(this.#days.get(day)?.values() ?? [])];
  }

  /**
   * What was measured on a day. Where several agents measured the same minute one counts, the newest: what one sealed and a
   * later one sealed again comes once.
   *
   * @param envelopes those of the day
   */
  measured(day: string, envelopes: readonly Envelope[]): Measured {
    const kept = this.#days.get(day) ?? new Map<string, Kept>();
    const sources = envelopes.flatMap((envelope) => {
      const window = kept.get(`${envelope.agent}/${envelope.windowStart}`);
      return window === undefined ? [] : [this.#sourceOf(window, this.#open(envelope, day) ?? [])];
    });
    return reconcile(joinSources(sources));
  }

  #sourceOf({ agent, start, end }: Kept, plaintexts: readonly Uint8Array[]): Source {
    const samples: Sample[] = [];
    const worn: Source['worn'][number][] = [];
    for (const plaintext of plaintexts) {
      try {
        const series = decodeSeries(plaintext, start, end);
        samples.push(...series.samples);
        worn.push(...series.worn);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        this.#secrets.findings.note('envelopes', 'malformed');
      }
    }
    return { wearable: -agent, told: false, samples, worn };
  }

  /** The windows of the envelopes that were added since the last time: the store has all of them, memory those of a page. */
  takeWindows(): readonly RecoveredWindow[] {
    return this.#sealed.splice(0);
  }

  /** Where windows go on; undefined before the first. */
  positions(): Positions | undefined {
    if (!Number.isFinite(this.#first)) return undefined;
    const from = firstPositions(this.#first, this.#secrets.zone);
    const endOf = (granularity: Granularity): number => Math.max(from[granularity], this.#ends[granularity]);
    return { raw: endOf('raw'), hour: endOf('hour'), day: endOf('day') };
  }
}

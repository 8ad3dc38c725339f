import {
  type DataKey,
  dataKeyId,
  type Envelope,
  METRICS,
  type Metric,
  type OpenedBox,
  openSummary,
  ProtocolError,
  toHex,
} from '@fit4work/protocol';

interface Candidate {
  readonly envelope: Envelope;
  readonly metric: Metric;
  readonly key: DataKey;
}

/**
 * Opens, for each metric and window, the box of the highest revision that a released key fits. Envelopes come window by window:
 * when the next window begins, the one before is opened and its envelopes are let go.
 */
export class Opening {
  /** By metric and key id. */
  readonly #keys = new Map<string, DataKey>();
  readonly #best = new Map<Metric, Candidate>();
  readonly #opened: OpenedBox[] = [];
  #failed = 0;
  #window: number | undefined;

  constructor(keys: readonly DataKey[]) {
    for (const key of keys) this.#keys.set(`${key.metric} ${toHex(dataKeyId(key.key))}`, key);
  }

  consider(envelope: Envelope): void {
    if (envelope.windowStart !== this.#window) this.#openBest();
    this.#window = envelope.windowStart;
    for (const [i, metric] of METRICS.entries()) {
      const box = envelope.boxes[i];
      const key = box && this.#keys.get(`${metric} ${toHex(box.keyId)}`);
      if (key === undefined || key.granularity !== envelope.granularity) continue;
      const best = this.#best.get(metric);
      if (best === undefined || stands(envelope, best.envelope)) this.#best.set(metric, { envelope, metric, key });
    }
  }

  /** @returns the opened boxes, and how many did not open although their key was released */
  finish(): { readonly opened: readonly OpenedBox[]; readonly failed: number } {
    this.#openBest();
    return { opened: this.#opened, failed: this.#failed };
  }

  #openBest(): void {
    for (const candidate of this.#best.values()) {
      const summary = openCandidate(candidate);
      if (summary === undefined) this.#failed += 1;
      else this.#opened.push(summary);
    }
    this.#best.clear();
  }
}

/** Of several envelopes of one window the highest revision stands, and of several agents the one with the highest number. */
const stands = (one: Envelope, other: Envelope): boolean =>
  one.revision > other.revision || (one.revision === other.revision && one.agent > other.agent);

function openCandidate({ envelope, metric, key }: Candidate): OpenedBox | undefined {
  try {
    const summary = openSummary(envelope, metric, key.key);
    return { metric, day: key.day, windowStart: envelope.windowStart, summary };
  } catch (error) {
    // An agent that seals nonsense harms its own person's numbers only: that metric is missing.
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

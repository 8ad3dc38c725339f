import {
  type AgentBox,
  type DataKey,
  dataKeyId,
  type Envelope,
  METRICS,
  type Metric,
  type OpenedBox,
  openSummary,
  ProtocolError,
  type Summary,
  standingBox,
  toHex,
} from '@fit4work/protocol';

interface Candidate {
  readonly envelope: Envelope;
  readonly metric: Metric;
  readonly key: DataKey;
}

type Opened = AgentBox & Omit<OpenedBox, 'metric'>;

/**
 * Opens, for each metric and window, of each agent the box of the highest revision that a released key fits, and takes the one
 * that stands (SPEC.md clause 6.3). Envelopes come window by window: when the next window begins, the one before is opened and
 * its envelopes are let go.
 */
export class Opening {
  /** By metric and key id. */
  readonly #keys = new Map<string, DataKey>();
  /** By metric and agent. */
  readonly #latest = new Map<Metric, Map<number, Candidate>>();
  readonly #opened: OpenedBox[] = [];
  #failed = 0;
  #window: number | undefined;

  constructor(keys: readonly DataKey[]) {
    for (const key of keys) this.#keys.set(`${key.metric} ${toHex(dataKeyId(key.key))}`, key);
  }

  consider(envelope: Envelope): void {
    if (envelope.windowStart !== this.#window) this.#openWindow();
    this.#window = envelope.windowStart;
    for (const [i, metric] of METRICS.entries()) {
      const box = envelope.boxes[i];
      const key = box && this.#keys.get(`${metric} ${toHex(box.keyId)}`);
      if (key === undefined || key.granularity !== envelope.granularity) continue;
      const ofAgents = this.#latest.get(metric) ?? new Map<number, Candidate>();
      const latest = ofAgents.get(envelope.agent);
      if (latest !== undefined && latest.envelope.revision >= envelope.revision) continue;
      this.#latest.set(metric, ofAgents.set(envelope.agent, { envelope, metric, key }));
    }
  }

  /** @returns the opened boxes, and how many did not open although their key was released */
  finish(): { readonly opened: readonly OpenedBox[]; readonly failed: number } {
    this.#openWindow();
    return { opened: this.#opened, failed: this.#failed };
  }

  #openWindow(): void {
    for (const [metric, ofAgents] of this.#latest) {
      const boxes = [...ofAgents.values()].flatMap((candidate) => this.#open(candidate) ?? []);
      const box = standingBox(boxes);
      if (box !== undefined) {
        const { day, windowStart, summary } = box;
        this.#opened.push({ metric, day, windowStart, summary });
      }
    }
    this.#latest.clear();
  }

  #open(candidate: Candidate): Opened | undefined {
    const summary = openCandidate(candidate);
    if (summary === undefined) this.#failed += 1;
    const { agent, revision, windowStart } = candidate.envelope;
    return summary && { agent, revision, windowStart, day: candidate.key.day, summary };
  }
}

function openCandidate({ envelope, metric, key }: Candidate): Summary | undefined {
  try {
    return openSummary(envelope, metric, key.key);
  } catch (error) {
    // An agent that seals nonsense harms its own person's numbers only: of that metric its box is missing.
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

import {
  type Authority,
  type boxKeyPair,
  type DataKey,
  type Erasure,
  encodeSummary,
  type Grant,
  type Granularity,
  identityKey,
  jwsBytes,
  leafOf,
  METRICS,
  type Message,
  type Metric,
  type MetricSummary,
  PURPOSE,
  type SigningKey,
  seal,
  sealEnvelope,
  signCertificate,
  signErasure,
  signGrant,
  signingKey,
  signKeptKeys,
  signKeptPins,
  signMessage,
  signRelease,
  signRetirement,
  signWithdrawal,
  toBase64Url,
  toHex,
  vaultKey,
} from '@fit4work/protocol';

const bytes = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill);
let entropy = 0;
const random = (length: number): Uint8Array => {
  entropy += 1;
  const round = Math.floor(entropy / 251);
  return Uint8Array.from({ length }, (_, i) => (entropy * 7919 + i * (104_729 + round)) % 251);
};

export interface DayToSeal {
  readonly day: string;
  readonly windowStart: number;
  readonly granularity: Exclude<Granularity, 'raw'>;
  readonly revision?: number;
  readonly steps?: number | null;
  readonly stages?: readonly number[] | null;
  readonly worn?: number;
}

/** Plays the agent of one employee with the protocol alone. */
export class Employee {
  readonly pseudonym: Uint8Array;
  readonly identity: SigningKey;
  readonly agent: SigningKey;
  readonly vault: ReturnType<typeof boxKeyPair>;
  readonly keys: DataKey[] = [];
  /** Key id of the coach API that its grants name; known from the invitation. */
  controller: Uint8Array = new Uint8Array(32);
  sequence = 0;
  leaf: Uint8Array = new Uint8Array(32);

  /** @param number which agent of this employee */
  constructor(
    seed: number,
    readonly number = 1,
  ) {
    this.pseudonym = bytes(16, seed);
    this.identity = identityKey(bytes(32, seed));
    this.vault = vaultKey(bytes(32, seed));
    this.agent = signingKey(bytes(32, seed + 100 * number));
  }

  get name(): string {
    return toHex(this.pseudonym);
  }

  enrolment(code: string) {
    const certificate = signCertificate(
      {
        ...{ pseudonym: this.pseudonym, agent: this.number, issued: 1 },
        ...{ agentPublicKey: this.agent.publicKey, vaultPublicKey: this.vault.publicKey },
      },
      this.identity,
    );
    return {
      code,
      pseudonym: this.name,
      agent: this.number,
      identityKey: toBase64Url(this.identity.publicKey),
      vaultKey: toBase64Url(this.vault.publicKey),
      agentKey: toBase64Url(this.agent.publicKey),
      certificate: toBase64Url(certificate),
    };
  }

  /** The next envelope in sequence. */
  seal(what: DayToSeal): Uint8Array {
    const { day, windowStart, granularity, revision = 0 } = what;
    const steps = what.steps === undefined ? 1_000 : what.steps;
    const stages = what.stages === undefined ? [11, 200, 60, 50, 5, 4] : what.stages;
    const slept = granularity === 'day' && stages !== null;
    const summaries: Record<Metric, MetricSummary> = {
      steps: { metric: 'steps', total: steps, activeMinutes: steps === null ? 0 : 10 },
      'heart-rate': {
        ...{ metric: 'heart-rate', sum: 1410, minutes: 20, minimum: 70, maximum: 71 },
        ...{ reference: 190, zoneMinutes: [20, 0, 0, 0, 0], resting: granularity === 'day' ? 70 : null },
      },
      sleep: {
        metric: 'sleep',
        stageMinutes: stages,
        periods: slept ? [[windowStart, windowStart + 28_800]] : [],
        efficiency: slept ? 94 : null,
        interruptions: slept ? 2 : 0,
      },
    };
    const boxes = METRICS.map((metric) => {
      const key = random(32);
      this.keys.push({ day, metric, granularity, key });
      const plaintext = encodeSummary({ granularity, wornSeconds: what.worn ?? 3_000, values: summaries[metric] });
      return { plaintext, dataKey: key, nonce: random(12) };
    });
    const header = {
      pseudonym: this.pseudonym,
      agent: this.number,
      windowStart,
      granularity,
      revision,
      salt: random(32),
    };
    const sealed = sealEnvelope({ ...header, sequence: this.sequence + 1, previous: this.leaf }, boxes, this.agent);
    this.sequence += 1;
    this.leaf = leafOf(sealed);
    return sealed;
  }

  /** The person's demand to have days forgotten. */
  erasure(change: Partial<Erasure> = {}): Uint8Array {
    const [from, start] = ['2026-05-01', 1_777_586_400];
    const erasure = { from, until: from, start, end: start + 86_400, issued: 1_779_000_000, salt: random(32) };
    return signErasure({ pseudonym: this.pseudonym, ...erasure, ...change }, this.identity);
  }

  /** Ends one of the person's agents. */
  retirement(agent: number, lastSequence: number): Uint8Array {
    const { pseudonym } = this;
    return signRetirement({ pseudonym, agent, lastSequence, issued: 1_779_000_000, salt: random(32) }, this.identity);
  }

  message(change: Partial<Message> = {}): Uint8Array {
    const message: Message = {
      ...{ pseudonym: this.pseudonym, coach: 'coach-1', agent: this.number, answers: null, text: 'Dat ging goed.' },
      ...{ report: null, time: 1_779_000_000, salt: random(32), ...change },
    };
    return signMessage(message, this.agent);
  }

  keptKeys(day: string, generation = 0): Uint8Array {
    const { pseudonym, number: agent } = this;
    return signKeptKeys(
      { pseudonym, agent, day, generation, sealed: seal(random(300), this.vault.publicKey) },
      this.agent,
    );
  }

  keptPins(issued: number): Uint8Array {
    const sealed = seal(random(200), this.vault.publicKey);
    return signKeptPins({ pseudonym: this.pseudonym, sealed, issued }, this.identity);
  }

  grant(change: Partial<Grant>): { text: Uint8Array; id: string } {
    const grant: Grant = {
      pseudonym: this.pseudonym,
      controller: this.controller,
      recipient: 'coach-1',
      purpose: PURPOSE,
      scope: METRICS.map((metric) => ({ metric, granularities: ['day', 'hour'] })),
      from: '2026-01-01',
      until: '2026-12-31',
      issued: 1_000,
      expires: 4_000_000_000,
      notice: { language: 'nl', sha256: 'a'.repeat(64) },
      after: [],
      salt: random(32),
      ...change,
    };
    const text = jwsBytes(signGrant(grant, this.identity));
    return { text, id: toHex(leafOf(text)) };
  }

  withdraw(grant: Authority['id'], issued: number): Uint8Array {
    const record = { pseudonym: this.pseudonym, grant, issued, after: [grant], salt: random(32) };
    return jwsBytes(signWithdrawal(record, this.identity));
  }

  release(
    grant: Uint8Array,
    recipient: Uint8Array,
    { keys = this.keys, consent = [grant] }: { keys?: readonly DataKey[]; consent?: readonly Uint8Array[] } = {},
  ): Uint8Array {
    return signRelease({ pseudonym: this.pseudonym, agent: this.number, grant, recipient, consent }, keys, this.agent);
  }
}

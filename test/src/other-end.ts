import {
  type BoxKeyPair,
  boxKeyPair,
  type ConsentRecord,
  type DataKey,
  type Envelope,
  equalBytes,
  fromBase64Url,
  fromHex,
  jwsText,
  leafOf,
  openBox,
  openCertificate,
  openConsent,
  openKeptKeys,
  openRelease,
  parseEnvelope,
  parsePersonTopic,
  parseRelease,
  type Read,
  type SigningKey,
  seal,
  signingKey,
  signRead,
  signReceipt,
  TOPICS,
  toBase64Url,
  toHex,
  unseal,
  verifyEnvelope,
  verifyRelease,
} from '@fit4work/protocol';
import { WitnessedLog } from '../../edge-agent/test/index.js';

/** Hands a message to the agent. Bytes cross in hexadecimal. */
type Tell = (topic: string, payload: string) => Promise<void>;

const LEAF_BYTES = 32;

interface Person {
  readonly pseudonym: Uint8Array;
  readonly identity: Uint8Array;
  readonly agent: Uint8Array;
  readonly vault: Uint8Array;
}

/** The coach API and the log in one, for one agent: what of them an agent meets, made of the protocol alone. */
export class OtherEnd {
  readonly log = new WitnessedLog();
  readonly envelopes: Envelope[] = [];
  readonly consents: ConsentRecord[] = [];
  readonly keys: DataKey[] = [];
  readonly #signing: SigningKey = signingKey(new Uint8Array(32).fill(0x51));
  readonly #box: BoxKeyPair = boxKeyPair(new Uint8Array(32).fill(0x52));
  readonly #tell: Tell;
  readonly #now: number;
  #person: Person = {
    pseudonym: new Uint8Array(16),
    identity: new Uint8Array(32),
    agent: new Uint8Array(32),
    vault: new Uint8Array(32),
  };
  readonly #known = new Set<string>();
  #work: Promise<void> = Promise.resolve();

  constructor(now: number, tell: Tell) {
    this.#now = now;
    this.#tell = tell;
  }

  get invitation(): string {
    return JSON.stringify({
      version: 1,
      code: 'an-invitation',
      expires: this.#now + 3600,
      coachApi: {
        url: 'https://coach.example/',
        signingKey: toBase64Url(this.#signing.publicKey),
        boxKey: toBase64Url(this.#box.publicKey),
        certificates: ['ab'.repeat(32)],
      },
      broker: { url: 'wss://broker.example/' },
      log: { url: 'https://log.example/', policy: this.log.policy },
    });
  }

  /** Believes what the identity certifies, and nothing else. */
  enrol(request: Readonly<Record<string, string | number>>): void {
    const identity = fromBase64Url(String(request.identityKey));
    const { agentPublicKey, vaultPublicKey, pseudonym } = openCertificate(
      fromBase64Url(String(request.certificate)),
      identity,
    );
    if (toHex(pseudonym) !== request.pseudonym) throw new RangeError('This certificate is about somebody else.');
    this.#person = { pseudonym, identity, agent: agentPublicKey, vault: vaultPublicKey };
  }

  /** Has the message, as a broker has: what comes of it comes later, one after the other. */
  async hear(topic: string, payload: string): Promise<void> {
    this.#work = this.#work.then(() => this.#take(topic, fromHex(payload)));
  }

  /** Settles when all that was heard is dealt with. @throws what was wrong with any of it */
  async idle(): Promise<void> {
    await this.#work;
  }

  async tile(path: string): Promise<string | null> {
    const file = path === 'checkpoint' ? this.log.checkpoint() : this.log.files.get(path);
    return file === undefined ? null : toHex(file);
  }

  /** The plaintext of a box, by a key that was released. */
  open(envelope: Envelope, metric: DataKey['metric'], day: string): Uint8Array {
    const released = this.keys.find(
      (key) => key.day === day && key.metric === metric && key.granularity === envelope.granularity,
    );
    if (released === undefined) throw new RangeError('No key for this box was released.');
    return openBox(envelope, metric, released.key);
  }

  /** A coach reads: the read is in the log, and is told to the person. */
  async read(read: Omit<Read, 'pseudonym' | 'time' | 'salt'>): Promise<void> {
    const { pseudonym, vault } = this.#person;
    const record = signRead({ ...read, pseudonym, time: this.#now, salt: new Uint8Array(32).fill(3) }, this.#signing);
    await this.#append([leafOf(record)]);
    await this.#down('read', seal(record, vault));
  }

  async #take(topic: string, payload: Uint8Array): Promise<void> {
    if (topic === TOPICS.leaves) {
      const count = payload.length / LEAF_BYTES;
      return this.#append(
        Array.from({ length: count }, (_, at) => payload.slice(at * LEAF_BYTES, (at + 1) * LEAF_BYTES)),
      );
    }
    const { kind, pseudonym } = parsePersonTopic(topic) ?? {};
    if (pseudonym !== toHex(this.#person.pseudonym)) throw new RangeError('This topic is somebody else’s.');
    if (kind === 'envelope') return this.#receive(this.#onEnvelope(payload));
    if (kind === 'consent') return this.#receive(this.#onConsent(unseal(payload, this.#box)));
    if (kind === 'release') return this.#receive(this.#onRelease(payload));
    if (kind === 'keys') return this.#receive(this.#onKeptKeys(payload));
    throw new RangeError(`Nobody here takes ${kind}.`);
  }

  #onEnvelope(bytes: Uint8Array): readonly Uint8Array[] {
    const envelope = parseEnvelope(bytes);
    verifyEnvelope(envelope, this.#person.agent);
    const last = this.envelopes.at(-1);
    const isNext = envelope.sequence === this.envelopes.length + 1;
    if (isNext && !equalBytes(envelope.previous, last?.leaf ?? new Uint8Array(32)))
      throw new RangeError('A broken link.');
    if (isNext) this.envelopes.push(envelope);
    return [];
  }

  #onConsent(bytes: Uint8Array): readonly Uint8Array[] {
    const record = openConsent(jwsText(bytes), this.#person.identity);
    if (this.#isNew(bytes)) this.consents.push(record);
    return [leafOf(bytes)];
  }

  #onRelease(bytes: Uint8Array): readonly Uint8Array[] {
    const release = parseRelease(bytes);
    verifyRelease(release, this.#person.agent);
    if (this.#isNew(bytes)) this.keys.push(...openRelease(release, this.#box));
    return [leafOf(bytes)];
  }

  #onKeptKeys(bytes: Uint8Array): readonly Uint8Array[] {
    openKeptKeys(bytes, this.#person.agent);
    return [leafOf(bytes)];
  }

  #isNew(bytes: Uint8Array): boolean {
    const name = toHex(leafOf(bytes));
    const isNew = !this.#known.has(name);
    this.#known.add(name);
    return isNew;
  }

  #receive(records: readonly Uint8Array[]): Promise<void> {
    const head = this.envelopes.at(-1);
    const receipt = {
      pseudonym: this.#person.pseudonym,
      agent: 1,
      sequence: head?.sequence ?? 0,
      leaf: head?.leaf ?? new Uint8Array(32),
      records,
      time: this.#now,
    };
    return this.#down('receipt', signReceipt(receipt, this.#signing));
  }

  async #append(leaves: readonly Uint8Array[]): Promise<void> {
    const fresh = leaves.filter((leaf) => !this.log.leaves.some((known) => equalBytes(known, leaf)));
    await this.#tell(TOPICS.checkpoint, toHex(fresh.length > 0 ? this.log.append(...fresh) : this.log.checkpoint()));
  }

  #down(kind: 'receipt' | 'read', payload: Uint8Array): Promise<void> {
    return this.#tell(TOPICS.down(toHex(this.#person.pseudonym), kind), toHex(payload));
  }
}

import { concat, leafCount, leafCountUpTo } from '@fit4work/protocol';
import { ClockWatch } from './clock-watch.js';
import { extendLog } from './core/batch.js';
import { splitLeaves } from './core/leaves.js';
import { Pool } from './core/pool.js';
import { AnchorError, isFatal } from './error.js';
import type { Clock, RestoredMark, WitnessPeer } from './ports.js';
import { Publication, type PublicationPorts } from './publication.js';
import { RefusalJournal } from './refusal-journal.js';
import type { Policies } from './rotation/policies.js';
import type { LeafTaker, Submitted } from './submission.js';
import { Wake } from './wake.js';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

export interface AnchorOptions {
  readonly policies: Policies;
  readonly clock: Clock;
  /** How long the first leaf of a batch waits for company. */
  readonly batchMs: number;
  /** Leaves that make a batch at once; its link is not one of them. */
  readonly batchMax: number;
  /** Leaves that may wait for a batch; 262,144 if absent. */
  readonly poolMax?: number;
  /** How often it is looked whether what is public is the newest still, where others may write there; never if absent. */
  readonly lookMs?: number | undefined;
  /** Whether the state came out of a copy; of none that did if absent. */
  readonly restored?: RestoredMark;
}

/** What anybody may know about the anchor. */
export interface AnchorStatus {
  /** Size of the tree: the leaves, and the link with which each block but the first begins. */
  readonly size: number;
  /** Leaves committed, as they were sent: links are not counted. */
  readonly leaves: number;
  readonly blocks: number;
  /** Leaves that wait for a batch. */
  readonly pending: number;
  /** Messages that were refused since the start. */
  readonly refused: number;
  /** `restored`: the state came out of a copy, and takes no leaves until it is known that nothing newer was published. */
  readonly quorum: 'met' | 'too-few-witnesses' | 'restored';
  readonly witnesses: readonly { readonly name: string; readonly up: boolean }[];
}

/** A submission whose leaves are on their way to the disk. */
interface Waiting {
  readonly leaves: readonly Uint8Array[];
  readonly resolve: () => void;
  readonly reject: (error: AnchorError) => void;
}

const restored = (): AnchorError =>
  new AnchorError('restored', 'The log came out of a copy and waits for its witnesses: send these leaves again later.');
const stopping = (): AnchorError => new AnchorError('stopping', 'The anchor stops: send these leaves again later.');

/** Takes leaves in, commits them in batches and has each batch published. Two loops: committing never waits for witnesses. */
export class Anchor implements LeafTaker {
  readonly #ports: PublicationPorts;
  readonly #options: AnchorOptions;
  readonly #publication: Publication;
  readonly #pool: Pool;
  readonly #leavesCame = new Wake();
  readonly #batchIsFull = new Wake();
  readonly #blockCame = new Wake();
  readonly #commitRetry = new Wake();
  readonly #publishRetry = new Wake();
  readonly #waiting = new Set<Waiting>();
  #loops: Promise<unknown> = Promise.resolve();
  #stopped = false;
  readonly #refusals: RefusalJournal;
  readonly #clockWatch: ClockWatch;
  #refused = 0;
  #quorum: AnchorStatus['quorum'];

  constructor(ports: PublicationPorts, options: AnchorOptions) {
    [this.#ports, this.#options] = [ports, options];
    this.#pool = new Pool(options.poolMax);
    this.#refusals = new RefusalJournal(ports.journal);
    this.#clockWatch = new ClockWatch(ports.journal, options.clock);
    const onOlderState = (): void => this.#blockCame.call();
    this.#publication = new Publication({ clock: options.clock, onOlderState, ...ports }, options.policies);
    this.#quorum = options.restored?.isSet === true ? 'restored' : 'met';
  }

  /** Takes the payload of one message. What is not leaves is refused and counted; the service goes on. */
  receive(payload: Uint8Array): void {
    try {
      const turnedAway = this.#pool.add(splitLeaves(payload));
      if (turnedAway > 0) this.#refusals.warn('pool-full', { leaves: turnedAway, pending: this.#pool.size });
    } catch (error) {
      if (!(error instanceof AnchorError) || error.code !== 'bad-leaves') throw error;
      this.#refused += 1;
      this.#refusals.warn('payload-refused', { bytes: payload.length });
      return;
    }
    this.#wakeUp();
  }

  /**
   * Takes leaves in, all or none, and settles when all of them are on disk, whoever sent them first.
   * @throws AnchorError `pool-full`, `stopping`
   */
  async submit(leaves: readonly Uint8Array[]): Promise<Submitted> {
    if (this.#stopped) throw stopping();
    if (this.#quorum === 'restored') throw restored();
    const once = new Pool(leaves.length);
    once.add(leaves);
    const awaited = this.#ports.store.unknownOf(once.oldest());
    const fresh = awaited.filter((leaf) => !this.#pool.has(leaf));
    if (fresh.length > this.#pool.room) {
      this.#refusals.warn('pool-full', { leaves: fresh.length, pending: this.#pool.size });
      throw new AnchorError('pool-full', 'The pool is full: send these leaves again later.');
    }
    this.#pool.add(fresh);
    const committed = awaited.length === 0 ? undefined : this.#untilCommitted(awaited);
    this.#wakeUp();
    await committed;
    return { accepted: fresh.length, known: leaves.length - fresh.length };
  }

  /**
   * Before {@link start}: holds the state against what is public and what witnesses remember, and the keys against the
   * policies, and puts the policies out.
   * @throws AnchorError `bad-policy`, `older-state`, `bad-key`, `damaged-state`
   */
  async prepare(): Promise<void> {
    await this.#publication.prepare();
    this.#clockWatch.look(this.#ports.store.head().block);
  }

  /**
   * Starts both loops, of a state that came out of a copy once witnesses were heard.
   * @param onFatal called once with what must end the process: nothing may be signed any more
   * @param onOpen called once leaves may come
   */
  start(onFatal: (error: unknown) => void, onOpen: () => void = () => undefined): void {
    this.#loops = this.#run(onOpen).catch(onFatal);
  }

  async #run(onOpen: () => void): Promise<void> {
    if (this.#quorum === 'restored') await this.#untilNewestKnown();
    if (this.#stopped) return;
    onOpen();
    // A statement's leaf goes the way of every other; it is sent again at each start until it is in the log.
    const statements = this.#options.policies.pendingLeaves();
    if (statements.length > 0) this.receive(concat(...statements));
    await Promise.all([this.#commitLoop(), this.#publishLoop()]);
  }

  /** A leaf that was taken before would be in a log that forks what is public, and its sender would rely on it. */
  async #untilNewestKnown(): Promise<void> {
    const { journal } = this.#ports;
    for (let retryMs = FIRST_RETRY_MS; !this.#stopped; ) {
      try {
        const missing = await this.#publication.missingForNewest();
        if (missing.length === 0) {
          // A crash before it: witnesses are asked again at the next start.
          this.#options.restored?.clear();
          this.#quorum = 'met';
          return journal.info('restored-opened');
        }
        journal.warn('restored-waits', { witness: missing.join(', '), count: missing.length });
      } catch (error) {
        this.#assertTransient(error);
      }
      retryMs = await this.#waitBeforeRetry(this.#publishRetry, retryMs);
    }
  }

  /** Commits what is in the pool, lets the round in flight end, and stops. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const wakes = [this.#leavesCame, this.#batchIsFull, this.#blockCame, this.#commitRetry, this.#publishRetry];
    for (const wake of wakes) wake.call();
    await this.#loops;
    for (const { reject } of this.#waiting) reject(stopping());
    this.#waiting.clear();
  }

  /** Tells the broker once more what is published: it may have lost its retained message. */
  async announce(): Promise<void> {
    const checkpoint = await this.#publication.published();
    if (checkpoint !== undefined) await this.#ports.publisher.publish(checkpoint);
  }

  status(): AnchorStatus {
    const { block, edge } = this.#ports.store.head();
    return {
      size: edge.size,
      leaves: leafCountUpTo(block),
      blocks: block === undefined ? 0 : block.height + 1,
      pending: this.#pool.size,
      refused: this.#refused,
      quorum: this.#quorum,
      witnesses: this.#watched().map(({ name }) => ({ name, up: this.#publication.witnessesUp.get(name) ?? true })),
    };
  }

  /** The witnesses of the newest policy that can be asked. */
  #watched(): readonly WitnessPeer[] {
    const names = new Set(this.#options.policies.newest.policy.witnesses.map(({ name }) => name));
    return this.#ports.witnesses.filter(({ name }) => names.has(name));
  }

  /** Commits everything that is in the pool now. @returns whether a block was made */
  async commit(): Promise<boolean> {
    const { store, journal } = this.#ports;
    const leaves = this.#pool.oldest();
    // A crash here, or before, means: leaves that nobody has a proof for. Their senders send them again.
    const fresh = store.unknownOf(leaves);
    if (fresh.length > 0) {
      this.#clockWatch.look(store.head().block);
      const batch = extendLog(store.head(), fresh, this.#options.clock());
      const { height, size } = batch.block;
      // One transaction: a crash in it means that nothing of the batch is there, a crash after it that all of it is, and
      // then the same leaves, sent again, are known and dropped.
      await store.commit(batch);
      journal.info('block-committed', { height, size, leaves: leafCount(batch.block) });
    }
    this.#pool.removeOldest(leaves.length);
    this.#answerCommitted();
    return fresh.length > 0;
  }

  #wakeUp(): void {
    this.#leavesCame.call();
    if (this.#pool.size >= this.#options.batchMax) this.#batchIsFull.call();
  }

  #untilCommitted(leaves: readonly Uint8Array[]): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.add({ leaves, resolve, reject }));
  }

  /** What left the pool is in the log: nothing else takes a leaf out of it. */
  #answerCommitted(): void {
    for (const waiting of this.#waiting) {
      if (waiting.leaves.some((leaf) => this.#pool.has(leaf))) continue;
      this.#waiting.delete(waiting);
      waiting.resolve();
    }
  }

  async #commitLoop(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    for (;;) {
      if (this.#pool.size === 0 && this.#stopped) return;
      if (this.#pool.size === 0) await this.#leavesCame.sleep();
      await this.#waitForCompany();
      try {
        if (await this.commit()) this.#blockCame.call();
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        this.#assertTransient(error);
        if (this.#stopped) return;
        retryMs = await this.#waitBeforeRetry(this.#commitRetry, retryMs);
      }
    }
  }

  async #waitForCompany(): Promise<void> {
    if (this.#pool.size >= this.#options.batchMax || this.#stopped) return;
    // Of an earlier batch: this one is not full.
    this.#batchIsFull.forget();
    await this.#batchIsFull.sleep(this.#options.batchMs);
  }

  async #publishLoop(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!this.#stopped) {
      const outcome = await this.#tryToPublish();
      if (outcome === 'current') await this.#blockCame.sleep(this.#options.lookMs);
      if (outcome === 'failed') retryMs = await this.#waitBeforeRetry(this.#publishRetry, retryMs);
      else retryMs = FIRST_RETRY_MS;
    }
  }

  async #tryToPublish(): Promise<'current' | 'published' | 'failed'> {
    try {
      const outcome = await this.#publication.attempt();
      this.#quorum = outcome === 'too-few-witnesses' ? outcome : 'met';
      return outcome === 'too-few-witnesses' ? 'failed' : outcome;
    } catch (error) {
      this.#assertTransient(error);
      return 'failed';
    }
  }

  #assertTransient(error: unknown): void {
    if (!(error instanceof AnchorError) || isFatal(error)) throw error;
    this.#ports.journal.warn('retrying', { code: error.code });
  }

  async #waitBeforeRetry(wake: Wake, retryMs: number): Promise<number> {
    await wake.sleep(retryMs);
    return Math.min(retryMs * 2, LAST_RETRY_MS);
  }
}

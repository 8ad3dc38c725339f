import {
  ProtocolError,
  type RecoveryEnvelope,
  type RecoveryItem,
  type RecoveryKind,
  readRecoveryEnvelopes,
  readRecoveryItems,
  type SigningKey,
  signRecoveryToken,
} from '@fit4work/protocol';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { AgentError } from '../error.js';
import type { Clock, CoachApi } from '../ports.js';

/** What the coach API gives back, page after page. Each request has a token of its own: recovery may outlast one. */
export class RecoverySource {
  readonly #coachApi: CoachApi;
  readonly #identity: SigningKey;
  readonly #clock: Clock;

  constructor(coachApi: CoachApi, identity: SigningKey, clock: Clock) {
    this.#coachApi = coachApi;
    this.#identity = identity;
    this.#clock = clock;
  }

  #token(): string {
    return signRecoveryToken(this.#identity, this.#clock());
  }

  /** @throws AgentError `refused`, `unreachable` */
  overview(): Promise<unknown> {
    return this.#coachApi.recovery(this.#token());
  }

  /** @throws AgentError `refused`, `unreachable` */
  addAgent(request: Parameters<CoachApi['addAgent']>[1]): Promise<boolean> {
    return this.#coachApi.addAgent(this.#token(), request);
  }

  /** Pages of records of a kind. @throws AgentError `refused`, `unreachable` */
  records(kind: Exclude<RecoveryKind, 'envelopes'>): AsyncGenerator<readonly RecoveryItem[]> {
    return this.#pages(kind, readRecoveryItems);
  }

  /** Pages of envelopes. @throws AgentError `refused`, `unreachable` */
  envelopes(): AsyncGenerator<readonly RecoveryEnvelope[]> {
    return this.#pages('envelopes', readRecoveryEnvelopes);
  }

  /** Positions only ever rise, so that a coach API cannot lead anybody round in circles. */
  async *#pages<T extends { readonly position: number }>(
    kind: RecoveryKind,
    read: (page: Uint8Array) => readonly T[],
  ): AsyncGenerator<readonly T[]> {
    for (let after: number | undefined; ; ) {
      const items = readPage(await this.#coachApi.recoveryPage(this.#token(), { kind, after }), read);
      const [first, last] = [items[0], items.at(-1)];
      if (first === undefined || last === undefined) return;
      if (after !== undefined && first.position <= after) throw unreadable();
      yield items;
      after = last.position;
    }
  }
}

function readPage<T>(page: Uint8Array, read: (page: Uint8Array) => readonly T[]): readonly T[] {
  try {
    return read(page);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw unreadable(cause);
  }
}

const unreadable = (cause?: unknown): AgentError => new AgentError('refused', ENROL_REFUSALS.pageUnreadable, { cause });

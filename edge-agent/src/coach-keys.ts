import { parseRotation, seal } from '@fit4work/protocol';
import { judgeRotations, withFollowed } from './core/coach-keys.js';
import { enrolled } from './enrol.js';
import type { Noticed } from './noticed.js';
import type { Clock, Identity, Outbox, OutboxRecord, Report, Vault } from './ports.js';
import { codeOf } from './report.js';

export interface CoachKeysPorts {
  readonly vault: Pick<Vault, 'identity' | 'followRotations'>;
  readonly outbox: Pick<Outbox, 'waitingRecords'>;
  readonly noticed: Pick<Noticed, 'happened' | 'holds' | 'over' | 'close'>;
  readonly clock: Clock;
  /** Monotone milliseconds. */
  readonly ticks: () => number;
  readonly report: Report;
  /** The coach API's list of rotations; undefined where it does not answer with one. */
  readonly listed: () => Promise<readonly Uint8Array[] | undefined>;
}

/** Whoever sends what nobody signed has the list asked for no more often than this. */
const LEAST_MS = 60_000;
/** Seconds for which the coach API opens with a key that it replaced (SPEC.md clause 9.4). */
const HELD = 60 * 86_400;

/**
 * Follows the coach API to newer keys (SPEC.md clause 7.11). What is followed is on the disk before anything is sealed to it,
 * together with consent and erasures that wait, sealed anew: a crash leaves all of it or nothing, and the next look does the rest.
 */
export class CoachKeys {
  readonly #ports: CoachKeysPorts;
  #identity: Identity;
  #askedAgainAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;

  constructor(ports: CoachKeysPorts, identity: Identity) {
    this.#ports = ports;
    this.#identity = identity;
  }

  /** Whose agent it is, with the keys of the coach API as they are known by now. */
  get identity(): Identity {
    return this.#identity;
  }

  /** Asks for the list and follows it; asked again meanwhile, the same look. What goes wrong is told, and nothing is changed by it. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error: unknown) => this.#ports.report('keys-not-looked-at', { code: codeOf(error) }))
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  /** The same, where a key signed that is not known; nothing where it was asked a moment ago. */
  async lookAgain(): Promise<void> {
    const now = this.#ports.ticks();
    if (now - this.#askedAgainAt < LEAST_MS) return this.#looking;
    this.#askedAgainAt = now;
    return this.look();
  }

  /** Settles when no look is under way, and what was noticed is written. */
  async close(): Promise<void> {
    await this.#looking;
    await this.#ports.noticed.close();
  }

  async #look(): Promise<void> {
    const { listed, noticed, report, vault } = this.#ports;
    const list = await listed();
    if (list === undefined) return;
    // A command may have followed, or changed this agent's own key, meanwhile.
    this.#identity = enrolled(await vault.identity());
    const verdict = judgeRotations(this.#identity, list);
    if (verdict === 'taken-back') noticed.holds('keys-taken-back');
    else noticed.over('keys-taken-back');
    if (verdict === 'refused') noticed.holds('keys-refused');
    else noticed.over('keys-refused');
    if (typeof verdict === 'string' || verdict.newer.length === 0) return;
    await this.#follow(verdict.newer);
    report('keys-followed', { records: verdict.newer.length });
  }

  async #follow(rotations: readonly Uint8Array[]): Promise<void> {
    const { clock, noticed, outbox, vault } = this.#ports;
    const kept = this.#identity.followed?.rotations ?? [];
    const next = withFollowed(this.#identity, [...kept, ...rotations]);
    const waiting = await outbox.waitingRecords();
    const resealed = waiting.flatMap((record) => {
      const payload = resealedOf(record, next);
      return payload === undefined ? [] : [{ leaf: record.leaf, payload }];
    });
    await vault.followRotations({ rotations, resealed, at: clock() });
    this.#identity = next;
    const [first] = rotations;
    const replaced = first === undefined ? 0 : parseRotation(first).issued;
    const left = waiting.some(({ kind }) => kind === 'release' || kind === 'message');
    if (left && clock() > replaced + HELD) noticed.happened('keys-missed');
  }
}

/** What the identity signed is kept as it was signed: nobody has to be asked for anything. */
function resealedOf({ kind, bytes }: OutboxRecord, { pins }: Identity): Uint8Array | undefined {
  return kind === 'consent' || kind === 'erasure' ? seal(bytes, pins.coachBoxKey) : undefined;
}

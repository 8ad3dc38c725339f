import {
  type BoxKeyPair,
  type Envelope,
  encodeCbor,
  isKeyOf,
  type KeptKeys,
  type Metric,
  seal,
} from '@fit4work/protocol';
import type { DayKeys } from '../../ports.js';
import { dataKeyOf, unsealDayKeys } from '../day-keys.js';

/** Keys of a day as one vault has them: agents that made keys of the same day each get a generation of their own. */
export interface RecoveredDay {
  readonly stored: DayKeys;
  readonly keys: Uint8Array;
}

/** The keys of every day, of all agents. */
export class RecoveredKeys {
  readonly #days = new Map<string, { readonly agent: number; readonly from: number; readonly day: RecoveredDay }[]>();

  /**
   * @returns what the vault is to keep; undefined where it has it already
   * @throws ProtocolError when it does not open, or is of another day than it says
   */
  add(kept: KeptKeys, vault: BoxKeyPair): RecoveredDay | undefined {
    const { day, agent, generation: from } = kept;
    const others = this.#days.get(day) ?? [];
    if (others.some((other) => other.agent === agent && other.from === from)) return undefined;
    const keys = unsealDayKeys({ ...kept, open: undefined }, vault);
    const generation = others.length;
    // The seal says its generation: where another agent has it, the same keys are sealed under the next one.
    const sealed = generation === from ? kept.sealed : seal(encodeCbor([day, generation, keys]), vault.publicKey);
    const made: RecoveredDay = { stored: { day, generation, open: undefined, sealed }, keys };
    this.#days.set(day, [...others, { agent, from, day: made }]);
    return made;
  }

  /** The key that opens a metric of an envelope: of its day, whichever agent made it, since one takes over from another. */
  keyFor(envelope: Envelope, metric: Metric, day: string): Uint8Array | undefined {
    return (this.#days.get(day) ?? [])
      .map((candidate) => dataKeyOf(candidate.day.keys, metric, envelope.granularity))
      .find((key) => isKeyOf(envelope, metric, key));
  }

  /** The last keys of a day. */
  ofDay(day: string): RecoveredDay | undefined {
    return this.#days.get(day)?.at(-1)?.day;
  }
}

import { StampError } from './error.js';
import type { MadeStamp, StampKind, StampOptions, TimeAuthority } from './ports.js';

/** Stamps of RFC 3161: of the first authority, in their order, that makes a sound one. */
export class AuthorityStamps implements StampKind {
  readonly ending = 'tsr';
  readonly #authorities: readonly TimeAuthority[];
  readonly #claimedTime: (file: Uint8Array) => number;

  constructor(authorities: readonly TimeAuthority[], claimedTime: (file: Uint8Array) => number) {
    this.#authorities = authorities;
    this.#claimedTime = claimedTime;
  }

  async stamp(bytes: Uint8Array, { signal, onFailure }: StampOptions): Promise<MadeStamp> {
    for (const authority of this.#authorities) {
      try {
        const { file, facts } = await authority.stamp(bytes, signal);
        return { file, authority: authority.name, time: facts.genTime };
      } catch (error) {
        if (!(error instanceof StampError)) throw error;
        onFailure(authority.name, error);
      }
    }
    throw new StampError('no-answer', 'No authority made a sound stamp.');
  }

  timeOf(file: Uint8Array): number | undefined {
    try {
      return this.#claimedTime(file);
    } catch (error) {
      if (error instanceof StampError) return undefined;
      throw error;
    }
  }

  /** All is said when it is made. */
  async upgrade(): Promise<undefined> {}
}

import type { Incoming } from './core/incoming.js';
import type { District } from './district.js';

/** Whom this process looks after at this moment: everybody, where it is the only coach API. */
export interface Districts {
  readonly held: readonly District[];
  /** Whether what is nobody's own is looked after here. */
  readonly hasCommon: boolean;
  /** What is nobody's own. @throws CoachError `not-held` */
  readonly common: District;
  /** Where this person is looked after. @throws CoachError `not-held` */
  of(pseudonym: string): District;
  /** As `of`, undefined where this is not the place. */
  find(pseudonym: string): District | undefined;
  /** Before anybody is let in. @throws CoachError `not-held` while what a restored database has forgotten is not brought back */
  requireReplayed(): void;
  /** A message of anybody: should it be about to change who looks after them, what it ends stays ended. */
  overhear(pseudonym: string, incoming: Incoming): void;
  /** @param resumed as of an inbox */
  connected(resumed: boolean): void;
}

/** Of the only coach API of its database. */
export class Everybody implements Districts {
  readonly hasCommon = true;
  #whole: District | undefined;

  get held(): readonly District[] {
    return this.#whole === undefined ? [] : [this.#whole];
  }

  get common(): District {
    return this.of();
  }

  of(): District {
    if (this.#whole === undefined) throw new TypeError('nobody is looked after before the start is over');
    return this.#whole;
  }

  find(): District | undefined {
    return this.#whole;
  }

  /** It was, before the start. */
  requireReplayed(): void {}

  overhear(): void {}

  connected(resumed: boolean): void {
    this.#whole?.work.connected(resumed);
  }

  begin(whole: District): void {
    this.#whole = whole;
  }
}

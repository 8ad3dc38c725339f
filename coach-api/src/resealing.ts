import { setImmediate as turn } from 'node:timers/promises';
import { parseRelease, type SigningKey, verifyRelease } from '@fit4work/protocol';
import { openOwn } from './core/own-signature.js';
import { refusalOf } from './core/refusal.js';
import { type ResealedBytes, resealBytes, resealRelease } from './core/reseal.js';
import type { Openings } from './openings.js';
import type { EnrolledAgent, HeldKeys, Logger, Registry, ReleaseOpener } from './ports.js';
import type { Resealed, SealedRelease, SealedStore } from './resealing-port.js';

export interface ResealingOptions {
  readonly sealed: SealedStore;
  readonly registry: Pick<Registry, 'agentsOf'>;
  readonly opener: ReleaseOpener;
  readonly openings: Pick<Openings, 'settle'>;
  readonly boxKeys: HeldKeys;
  readonly signingKey: SigningKey;
  /** Public keys that this service signs or has signed with. */
  readonly ownKeys: readonly Uint8Array[];
  readonly logger: Logger;
}

/** What a pass did. */
export interface ResealingOutcome {
  readonly resealed: number;
  /** What no key that is held opens, or what is damaged: it stays as it is. */
  readonly unopened: number;
}

interface Sealed {
  readonly id: number;
  readonly leaf: string;
  readonly pseudonym: string;
  readonly bytes: Uint8Array;
}

interface Kind<T extends Sealed> {
  readonly page: (after: number) => Promise<readonly T[]>;
  readonly reseal: (page: readonly T[]) => Promise<readonly ResealedBytes[]>;
  readonly replace: (changes: readonly Resealed[]) => Promise<number>;
}

/** What one transaction replaces at the most. */
const PAGE = 32;

/**
 * Seals to the newest box key what is sealed to an older one, page by page while everything else goes on. A page is a transaction:
 * a crash leaves some of it done, and whoever begins again finds the rest. Nothing is destroyed by it but what it replaces.
 */
export class Resealing {
  readonly #options: ResealingOptions;
  /** Up to where was looked: what comes later is looked at by the next pass. */
  readonly #places = new Map<string, number>();
  #unfolded = false;
  #stopping = false;
  #pass: Promise<ResealingOutcome> | undefined;

  constructor(options: ResealingOptions) {
    this.#options = options;
  }

  /** One pass over what is new since the last one; asked again while it is under way, the same pass. */
  run(): Promise<ResealingOutcome> {
    this.#pass ??= this.#run().finally(() => {
      this.#pass = undefined;
    });
    return this.#pass;
  }

  /** Settles when the page under way is stored. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#pass?.catch(() => undefined);
  }

  async #run(): Promise<ResealingOutcome> {
    const { boxKeys, sealed, logger } = this.#options;
    if (boxKeys.publicKeys.length === 1) return { resealed: 0, unopened: 0 };
    const releases = await this.#passOver('releases', {
      page: (after) => sealed.releases(after, PAGE),
      reseal: (page) => this.#resealReleases(page),
      replace: (changes) => sealed.replaceReleases(changes),
    });
    const letters = await this.#passOver('letters', {
      page: (after) => sealed.letters(after, PAGE),
      reseal: async (page) => page.map(({ bytes }) => this.#resealBytes(bytes)),
      replace: (changes) => sealed.replaceLetters(changes),
    });
    if (this.#unfolded) await sealed.foldBack();
    this.#unfolded = false;
    const resealed = releases.resealed + letters.resealed;
    const unopened = releases.unopened + letters.unopened;
    if (resealed > 0) logger.info('resealed', { count: resealed });
    if (unopened > 0) logger.warn('not-resealed', { count: unopened });
    return { resealed, unopened };
  }

  async #passOver<T extends Sealed>(name: string, { page, reseal, replace }: Kind<T>): Promise<ResealingOutcome> {
    let [resealed, unopened] = [0, 0];
    while (!this.#stopping) {
      const found = await page(this.#places.get(name) ?? 0);
      const last = found.at(-1);
      if (last === undefined) break;
      const outcomes = await reseal(found);
      const changes = found.flatMap(({ leaf, pseudonym, bytes: before }, i) => {
        const after = outcomes[i];
        return after instanceof Uint8Array ? [{ leaf, pseudonym, before, after }] : [];
      });
      if (changes.length > 0) {
        this.#unfolded = true;
        resealed += await replace(changes);
      }
      unopened += outcomes.filter((outcome) => outcome === 'unopened').length;
      this.#places.set(name, last.id);
      await turn();
    }
    return { resealed, unopened };
  }

  async #resealReleases(page: readonly SealedRelease[]): Promise<readonly ResealedBytes[]> {
    const { registry, opener, openings, signingKey, ownKeys } = this.#options;
    const agents = await registry.agentsOf([...new Set(page.map(({ pseudonym }) => pseudonym))]);
    const outcomes = page.map((stored): ResealedBytes => {
      if (!stored.sound) return 'unopened';
      return resealRelease(stored.bytes, {
        signer: stored.narrowed ? ownKeyOf(stored, ownKeys) : agentKeyOf(stored, agents),
        open: (release) => opener.open(release, 'reseal'),
        recipient: opener.publicKey,
        signingKey,
      });
    });
    // Whatever was opened is in the account before any of it is stored (SPEC.md clause 11.4).
    await openings.settle();
    return outcomes;
  }

  #resealBytes(bytes: Uint8Array): ResealedBytes {
    const { opener, boxKeys } = this.#options;
    return resealBytes(bytes, {
      unseal: (sealed) => opener.unseal(sealed),
      isOfNewest: (sealed) => boxKeys.isOfNewest(sealed),
      recipient: opener.publicKey,
    });
  }
}

function agentKeyOf({ pseudonym, bytes }: SealedRelease, agents: readonly EnrolledAgent[]): Uint8Array | undefined {
  const release = refusalOf(() => parseRelease(bytes));
  if ('refused' in release) return undefined;
  return agents.find((each) => each.pseudonym === pseudonym && each.agent === release.agent)?.key;
}

function ownKeyOf({ bytes }: SealedRelease, ownKeys: readonly Uint8Array[]): Uint8Array | undefined {
  const signed = refusalOf(() => openOwn(ownKeys, (key) => verifyRelease(parseRelease(bytes), key)));
  return 'refused' in signed ? undefined : signed.key;
}

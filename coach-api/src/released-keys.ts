import {
  type Authority,
  type ConsentRecord,
  type DataKey,
  findAuthority,
  isComplete,
  parseRelease,
  type Release,
  toHex,
  verifyRelease,
  wipe,
} from '@fit4work/protocol';
import { isWithin, type ReadAsk, type ReadScope } from './core/ask.js';
import { openOwn } from './core/own-signature.js';
import { refusalOf } from './core/refusal.js';
import { CoachError } from './error.js';
import { KnownReleases, mayServe } from './known-releases.js';
import type { EnrolledAgent, Logger, RecordStore, Registry, ReleaseOpener, StoredRelease } from './ports.js';

export interface ReleasedKeysOptions {
  readonly registry: Pick<Registry, 'agentsOf'>;
  readonly records: Pick<RecordStore, 'releases'>;
  readonly opener: ReleaseOpener;
  readonly logger: Logger;
  /** Of this coach API, which signs what is left of a release; those before it too. */
  readonly ownKeys: readonly Uint8Array[];
}

/** What keys may be used for: the scopes that were read, under grants that live. */
export interface KeyUse {
  readonly ask: ReadAsk;
  readonly scopes: readonly ReadScope[];
  readonly authorities: readonly Authority[];
  readonly consents: readonly ConsentRecord[];
  /** Of the reads. */
  readonly leaves: readonly string[];
}

/** A release that may have keys for a read, and the hash of its bytes. */
interface Needed {
  readonly release: Release;
  readonly hash: string;
}

/** Opens the releases of a person, for one read. Whoever gets the keys wipes them. */
export class ReleasedKeys {
  readonly #options: ReleasedKeysOptions;
  readonly #known = new KnownReleases();

  constructor(options: ReleasedKeysOptions) {
    this.#options = options;
  }

  /**
   * The released keys that this read may use; every other key is wiped at once.
   *
   * @throws CoachError `damaged-record` when a release names consent that is not here: it may have been a withdrawal
   */
  async open(use: KeyUse): Promise<readonly DataKey[]> {
    const usable: DataKey[] = [];
    for (const { release, hash } of await this.#needed(use)) {
      const opened = refusalOf(() => ({ keys: this.#options.opener.open(release, use.leaves) }));
      if ('refused' in opened) {
        this.#options.logger.warn('release-not-opened', { code: opened.refused });
        continue;
      }
      this.#known.learn({ pseudonym: use.ask.pseudonym, hash }, release, opened.keys);
      const grant = toHex(release.grant);
      for (const key of opened.keys) {
        if (isUsable(use, grant, key)) usable.push(key);
        else wipe(key.key);
      }
    }
    return usable;
  }

  /** Verified. What is known to have nothing for this read is not among it; the consent that it names counts all the same. */
  async #needed({ ask, authorities, consents }: KeyUse): Promise<readonly Needed[]> {
    const { records, registry, logger } = this.#options;
    const grants = authorities.map(({ id }) => id);
    const [stored, agents] = await Promise.all([
      records.releases(ask.pseudonym, grants),
      registry.agentsOf([ask.pseudonym]),
    ]);
    if (stored.damaged > 0) logger.error('damaged-release', { count: stored.damaged });
    const needed: Needed[] = [];
    const heads = new Set<string>();
    for (const record of stored.records) {
      const known = this.#known.of(ask.pseudonym, record.hash);
      if (known === undefined || mayServe(known, ask)) {
        const release = refusalOf(() => this.#read(record, known === undefined ? agents : undefined));
        if ('refused' in release) {
          logger.warn('release-not-opened', { code: release.refused });
          continue;
        }
        needed.push({ release, hash: record.hash });
        for (const head of release.consent) heads.add(toHex(head));
      } else {
        for (const head of known.consent) heads.add(head);
      }
    }
    if (isComplete(consents, [...heads])) return needed;
    logger.error('consent-missing', { count: 1 });
    throw new CoachError('damaged-record', 'Consent of this person is missing: restore the database from a backup.');
  }

  /** @param agents of the person; undefined where these bytes were verified before */
  #read({ bytes, narrowed }: StoredRelease, agents: readonly EnrolledAgent[] | undefined): Release {
    const release = parseRelease(bytes);
    if (agents === undefined) return release;
    const agentKey = agents.find(({ agent }) => agent === release.agent)?.key;
    // What is left of one that had keys of erased days was signed here.
    if (narrowed) openOwn(this.#options.ownKeys, (key) => verifyRelease(release, key));
    else verifyRelease(release, agentKey ?? new Uint8Array(0));
    return release;
  }
}

/** A release may carry more than its grant covers, and a grant more than was read: both decide. */
function isUsable({ ask, scopes, authorities }: KeyUse, grant: string, key: DataKey): boolean {
  const { day, metric, granularity } = key;
  if (granularity !== ask.granularity || !isWithin(scopes, metric, day)) return false;
  const own = authorities.filter(({ id }) => id === grant);
  return findAuthority(own, { recipient: ask.coach, metric, granularity, day }) !== undefined;
}

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

/** Opens the releases of a person, for one read. Whoever gets the keys wipes them. */
export class ReleasedKeys {
  readonly #options: ReleasedKeysOptions;

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
    for (const release of await this.#verified(use)) {
      const opened = refusalOf(() => ({ keys: this.#options.opener.open(release, use.leaves) }));
      if ('refused' in opened) {
        this.#options.logger.warn('release-not-opened', { code: opened.refused });
        continue;
      }
      const grant = toHex(release.grant);
      for (const key of opened.keys) {
        if (isUsable(use, grant, key)) usable.push(key);
        else wipe(key.key);
      }
    }
    return usable;
  }

  async #verified({ ask, authorities, consents }: KeyUse): Promise<readonly Release[]> {
    const { records, registry, logger, ownKeys } = this.#options;
    const grants = authorities.map(({ id }) => id);
    const [stored, agents] = await Promise.all([
      records.releases(ask.pseudonym, grants),
      registry.agentsOf([ask.pseudonym]),
    ]);
    if (stored.damaged > 0) logger.error('damaged-release', { count: stored.damaged });
    const releases: Release[] = [];
    for (const record of stored.records) {
      const release = refusalOf(() => readRelease(record, agents, ownKeys));
      if ('refused' in release) logger.warn('release-not-opened', { code: release.refused });
      else releases.push(release);
    }
    const heads = releases.flatMap(({ consent }) => consent.map(toHex));
    if (isComplete(consents, heads)) return releases;
    logger.error('consent-missing', { count: 1 });
    throw new CoachError('damaged-record', 'Consent of this person is missing: restore the database from a backup.');
  }
}

function readRelease(
  { bytes, narrowed }: StoredRelease,
  agents: readonly EnrolledAgent[],
  ownKeys: readonly Uint8Array[],
): Release {
  const release = parseRelease(bytes);
  const agentKey = agents.find(({ agent }) => agent === release.agent)?.key;
  // What is left of one that had keys of erased days was signed here.
  if (narrowed) openOwn(ownKeys, (key) => verifyRelease(release, key));
  else verifyRelease(release, agentKey ?? new Uint8Array(0));
  return release;
}

/** A release may carry more than its grant covers, and a grant more than was read: both decide. */
function isUsable({ ask, scopes, authorities }: KeyUse, grant: string, key: DataKey): boolean {
  const { day, metric, granularity } = key;
  if (granularity !== ask.granularity || !isWithin(scopes, metric, day)) return false;
  const own = authorities.filter(({ id }) => id === grant);
  return findAuthority(own, { recipient: ask.coach, metric, granularity, day }) !== undefined;
}

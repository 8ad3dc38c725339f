import type { TileReader } from '@fit4work/protocol';
import type { Drain } from './drain.js';
import type { PageLogins } from './page-logins.js';
import type {
  Clock,
  CoachApiAt,
  Entropy,
  FindingStore,
  Identity,
  Outbox,
  PassphraseLock,
  Report,
  Vault,
} from './ports.js';
import type { Family } from './wearable-port.js';

/** What the employee's page is served out of: the vault of the agent that runs. */
export interface PagePorts {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly findings: FindingStore;
  readonly lock: PassphraseLock;
  readonly entropy: Entropy;
  readonly clock: Clock;
  readonly coachApi: CoachApiAt;
  readonly coachUrl: string;
  /** What time the coach API says it is, in Unix seconds, unsigned; undefined where it does not say. */
  readonly coachTime: () => Promise<number | undefined>;
  /** Monotone milliseconds. */
  readonly ticks: () => number;
  readonly report: Report;
  readonly logins: PageLogins;
  readonly tiles: TileReader;
  readonly drain: Pick<Drain, 'until' | 'wake'>;
  readonly families: ReadonlyMap<string, Family>;
  /** As it is now: keys may have been rotated since the start. */
  readonly identity: () => Promise<Identity>;
  readonly zone: string;
}

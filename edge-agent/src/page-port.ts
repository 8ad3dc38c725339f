import type { TileReader } from '@fit4work/protocol';
import type { WearableCentral } from './central-port.js';
import type { ChallengeDays } from './core/challenge-days.js';
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
  readonly drain: Pick<Drain, 'until' | 'wake' | 'hurry'>;
  readonly families: ReadonlyMap<string, Family>;
  readonly central: Pick<WearableCentral, 'find' | 'nearby'>;
  /** Told once a wearable is on the allow-list, so that nobody waits for the next look at it. */
  readonly onPaired: () => void;
  /** First and last civil day of the challenge, as the coach API says them; undefined where it does not. */
  readonly challenge: () => Promise<ChallengeDays | undefined>;
  /** As it is now: keys may have been rotated since the start. */
  readonly identity: () => Promise<Identity>;
  readonly zone: string;
}

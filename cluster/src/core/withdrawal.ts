import { REJOINED } from './blows.js';
import type { Struck } from './struck.js';

/** When a withdrawal took effect. Seconds from when it was signed, at which moment it was sent. */
export interface Effect {
  /** When the brokers confirmed first that they have it; null where they did not as long as it was watched. */
  readonly confirmed: number | null;
  /** When the last read was asked that was still answered, by any coach API; null where none was. */
  readonly lastRead: number | null;
  /** When any coach API said first that it is withdrawn; null where none did as long as it was asked. */
  readonly refused: number | null;
}

/** How a withdrawal took effect. */
export interface Withdrawal extends Effect {
  /** What befell the cluster at that time. */
  readonly during: string;
  /** Seconds from the beginning of the run. */
  readonly at: number;
  /** The broker that its agent spoke to then; null where it spoke to none. */
  readonly broker: string | null;
  /** Whether its agent spoke to no broker, or to one that was struck: then nobody else can have it yet. */
  readonly brokerStruck: boolean;
}

/** Seconds within which a withdrawal is effective. */
export const WITHDRAWN_WITHIN = 5;

/** Whether whoever withdraws has no broker that serves while the withdrawal is to take effect. */
export function isBrokerStruck({ at, broker }: Pick<Withdrawal, 'at' | 'broker'>, all: readonly Struck[]): boolean {
  if (broker === null) return true;
  const ofIt = all.filter(({ part }) => part === broker);
  return ofIt.some((struck) => struck.at < at + WITHDRAWN_WITHIN && at < struck.at + struck.whole + REJOINED);
}

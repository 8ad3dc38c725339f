import type { Lease } from '../core/spread.js';

/** What a process knows of all coach APIs of its database, as it was when it asked. */
export interface Standing {
  readonly leases: readonly Lease[];
  /** What the living ones said of where they are reached, by who they are; this one is among them. */
  readonly addresses: ReadonlyMap<string, string>;
}

/**
 * Who holds which district. An epoch counts up with each claim; whatever is written about people of a district is written while
 * its epoch is the newest, or not at all. All settle within a bounded time. @throws CoachError `store-unavailable`
 */
export interface LeaseTable {
  /** Who this process is: another one each time that it starts. */
  readonly holder: string;
  /** Says that this process lives, and that it still holds these; by the database's clock for so long. */
  beat(address: string, held: ReadonlyMap<string, number>): Promise<Standing>;
  /** How it stands, for one that holds nothing and wants nothing. */
  look(): Promise<Standing>;
  /**
   * @param newest an epoch that there was in any case: a database that was brought back from a copy does not give it again
   * @returns the epoch; undefined where another was first, or what the one before has under way is not over
   */
  claim(district: string, newest: number): Promise<number | undefined>;
  /** What the journals of the district have stands in the database, as of this epoch; one that is over is not noted. */
  noteReplayed(district: string, epoch: number): Promise<void>;
  /** Lets another claim it now. */
  giveBack(district: string, epoch: number): Promise<void>;
  /** This process is gone; it holds nothing any more. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/** One district, held in one epoch. */
export interface Holding {
  /** Of the district. */
  readonly name: string;
  readonly epoch: number;
  /** Whether it is held for certain at this instant, by this process's own clock. */
  isHeld(): boolean;
}

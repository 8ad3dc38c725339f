import { COMMON, districtOf } from '../core/districts.js';
import type { Incoming } from '../core/incoming.js';
import type { PeerMarks } from '../core/peer-marks.js';
import { LEASE_MS, spread } from '../core/spread.js';
import type { District } from '../district.js';
import type { Districts } from '../districts.js';
import { CoachError } from '../error.js';
import type { Logger } from '../ports.js';
import { HeldDistrict } from './held-district.js';
import { notHeld } from './not-held.js';
import { Overheard } from './overheard.js';
import type { Holding, LeaseTable, Standing } from './ports.js';
import { Replays } from './replays.js';

export interface HoldingsOptions {
  readonly table: LeaseTable;
  /** What is known of a district is known when it settles. */
  readonly open: (holding: Holding) => Promise<District>;
  /** The newest epoch of a district of which its journals know; 0 of none. */
  readonly newest: (district: string) => Promise<number>;
  /** Whether messages come: who hears of no withdrawal looks after nobody. */
  readonly isConnected: () => boolean;
  readonly marks: Pick<PeerMarks, 'ofAddress' | 'addressIn'>;
  readonly logger: Logger;
}

const BEAT_MS = 500;
/** What a broker's node may be away before others take over, milliseconds. Nobody is read meanwhile. */
const AWAY_MS = 750;
/** What one that died can have missed came since: its lease, and what it had begun. */
const HEARD_MS = 2 * LEASE_MS;
/** Of a beat for claims: what is held has to be renewed in time. */
const CLAIMING_MS = 500;
/** As many as are stored at once. */
const AT_ONCE = 256;

/** The districts that one of several coach APIs looks after: it takes its share, gives back what is too much, and ends what it may have lost. */
export class Holdings implements Districts {
  readonly #options: HoldingsOptions;
  readonly #own = new Map<string, HeldDistrict>();
  readonly #ending = new Set<Promise<void>>();
  readonly #replays = new Replays();
  readonly #overheard = new Overheard(() => performance.now());
  #standing: Standing = { leases: [], addresses: new Map() };
  #address = '';
  #resumed = true;
  #heardAt = -Infinity;
  #hearsSince = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;

  constructor(options: HoldingsOptions) {
    this.#options = options;
  }

  get held(): readonly District[] {
    return [...this.#own.values()].flatMap(({ district }) => district ?? []);
  }

  /** Of those that are held for certain. */
  get names(): readonly string[] {
    const held = [...this.#own.values()].filter((own) => own.district !== undefined && own.isHeld());
    return held.map(({ name }) => name).sort();
  }

  get hasCommon(): boolean {
    return this.#own.get(COMMON)?.district !== undefined;
  }

  get common(): District {
    return this.#named(COMMON);
  }

  of(pseudonym: string): District {
    return this.#named(districtOf(pseudonym));
  }

  find(pseudonym: string): District | undefined {
    return this.#own.get(districtOf(pseudonym))?.district;
  }

  requireReplayed(): void {
    this.#replays.requireAll();
  }

  overhear(pseudonym: string, incoming: Incoming): void {
    this.#overheard.add(pseudonym, incoming, this.find(pseudonym) !== undefined);
  }

  connected(resumed: boolean): void {
    this.#resumed = resumed;
    // What came before a session that is new is not in it.
    if (!resumed) this.#hearsSince = performance.now();
    for (const { work } of this.held) work.connected(resumed);
  }

  /** Where a district is looked after: here, at an address, or at this moment nowhere. */
  whereIs(district: string): 'here' | { readonly address: string } | undefined {
    if (this.#own.get(district)?.district !== undefined) return 'here';
    const lease = this.#standing.leases.find((each) => each.district === district && each.alive);
    const address = lease && this.#addressOf(lease.holder);
    return address === undefined ? undefined : { address };
  }

  /** Where the others are reached. */
  get others(): readonly string[] {
    return [...this.#standing.addresses.keys()].flatMap((holder) => this.#addressOf(holder) ?? []);
  }

  /** @param address where others reach this process */
  start(address: string): void {
    const { marks, table } = this.#options;
    this.#address = marks.ofAddress(table.holder, address);
    this.#beat();
    this.#timer = setInterval(() => this.#beat(), BEAT_MS);
  }

  /** Gives back everything. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#beating;
    await Promise.all([...this.#own.values()].map((own) => this.#end(own)));
    await Promise.all(this.#ending);
    await this.#options.table.leave().catch(() => undefined);
  }

  /** Of another. */
  #addressOf(holder: string): string | undefined {
    const { marks, table } = this.#options;
    const marked = holder === table.holder ? undefined : this.#standing.addresses.get(holder);
    return marked === undefined ? undefined : marks.addressIn(marked, holder);
  }

  #named(name: string): District {
    const own = this.#own.get(name);
    if (own?.district === undefined || !own.isHeld()) throw notHeld();
    return own.district;
  }

  #beat(): void {
    for (const own of this.#own.values()) if (own.hasRunOut()) this.#lose(own);
    this.#beating ??= this.#look()
      .catch((error: unknown) => {
        const code = error instanceof CoachError ? error.code : 'unknown';
        this.#options.logger.warn('leases-not-renewed', { code });
      })
      .finally(() => {
        this.#beating = undefined;
      });
  }

  async #look(): Promise<void> {
    const { table, isConnected } = this.#options;
    const askedAt = performance.now();
    if (isConnected()) this.#heardAt = askedAt;
    if (askedAt - this.#heardAt > AWAY_MS) return this.#stepBack();
    const held = new Map([...this.#own.values()].map(({ name, epoch }) => [name, epoch]));
    const standing = await table.beat(this.#address, held);
    this.#standing = standing;
    for (const own of this.#own.values()) {
      const lease = standing.leases.find(({ district }) => district === own.name);
      if (!held.has(own.name)) continue;
      const isOurs = lease?.alive === true && lease.holder === table.holder && lease.epoch === own.epoch;
      if (isOurs) own.renew(askedAt);
      else this.#lose(own);
    }
    this.#replays.note(standing.leases);
    const { claim, giveBack } = spread(standing.leases, {
      holder: table.holder,
      live: standing.addresses.size,
      heardAll: askedAt - this.#hearsSince > HEARD_MS,
      // Whoever just joined may not have heard it, and nobody could read it.
      kept: [...this.#own.values()].filter((own) => own.district?.work.honoursUnstored).map(({ name }) => name),
    });
    for (const name of giveBack) this.#giveBack(name);
    for (const name of claim) {
      if (performance.now() - askedAt > CLAIMING_MS) break;
      await this.#claim(name);
    }
  }

  /** No message comes: others are to look after everybody, and what is asked here goes to them. */
  async #stepBack(): Promise<void> {
    const { table } = this.#options;
    for (const own of this.#own.values()) this.#lose(own);
    await table.leave();
    this.#standing = await table.look();
  }

  async #claim(name: string): Promise<void> {
    const { table, isConnected, newest, logger } = this.#options;
    if (this.#own.has(name) || !this.#replays.mayClaim(name)) return;
    const known = await newest(name);
    const claimedAt = performance.now();
    const epoch = await table.claim(name, known);
    if (epoch === undefined) return;
    const own = new HeldDistrict({ name, epoch, claimedAt, isConnected });
    this.#own.set(name, own);
    this.#open(own).then(
      () => logger.info('district-held', { ms: Math.round(performance.now() - claimedAt) }),
      (error: unknown) => {
        logger.error('district-not-held', { code: error instanceof CoachError ? error.code : 'unknown' });
        this.#track(this.#end(own));
      },
    );
  }

  /** What came while nobody looked after its people is stored before anybody is answered. */
  async #open(own: HeldDistrict): Promise<void> {
    const district = await own.open(this.#options.open);
    await this.#options.table.noteReplayed(own.name, own.epoch);
    const { work } = district;
    if (!this.#resumed) work.connected(false);
    for (let told = this.#overheard.of(own.name, 0); told.incoming.length > 0; ) {
      for (const [i, incoming] of told.incoming.entries()) {
        work.message(incoming);
        // Of one person so much may wait and no more: what is refused would come too late.
        if (i % AT_ONCE === AT_ONCE - 1) await work.drain();
      }
      await work.drain();
      told = this.#overheard.of(own.name, told.turn);
    }
    own.begin(district);
    this.#replays.note([{ district: own.name, epoch: own.epoch, alive: own.isHeld(), replayed: true }]);
    if (own.name === COMMON && this.#timer !== undefined) this.#beat();
  }

  #lose(own: HeldDistrict): void {
    if (this.#own.get(own.name) !== own) return;
    this.#options.logger.warn('district-lost');
    this.#own.delete(own.name);
    this.#track(own.stop());
  }

  #giveBack(name: string): void {
    const own = this.#own.get(name);
    if (own !== undefined && !own.isEnding) this.#track(this.#end(own));
  }

  /** Nobody is answered any more; what came is stored; then another may have it. */
  async #end(own: HeldDistrict): Promise<void> {
    await own.stop();
    await this.#options.table.giveBack(own.name, own.epoch).catch(() => undefined);
    if (this.#own.get(own.name) === own) this.#own.delete(own.name);
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch(() => this.#options.logger.error('district-not-ended'))
      .finally(() => this.#ending.delete(tracked));
    this.#ending.add(tracked);
  }
}

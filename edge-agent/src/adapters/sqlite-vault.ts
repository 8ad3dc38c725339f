import { statfsSync } from 'node:fs';
import { GRANULARITIES, METRICS, type Metric } from '@fit4work/protocol';
import { type ErasedDays, isErased } from '../core/erased-days.js';
import type { Said } from '../core/language.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type {
  Chunk,
  DayKeys,
  ErasurePlan,
  FollowedRotations,
  HeldDays,
  HeldEnvelope,
  Identity,
  KeptErasure,
  NewRecord,
  NextAgent,
  PairedWearable,
  PastEnvelope,
  Positions,
  RecoveredWindow,
  SealedWindow,
  StoreProgress,
  TakeOver,
  TouchedDay,
  Vault,
  VaultSize,
  Verdict,
  WearableNews,
  WearablePairing,
} from '../ports.js';
import { within } from './sqlite-census.js';
import { checkDelivered, checkVault } from './sqlite-check.js';
import { readIdentity, writeRotations } from './sqlite-coach-keys.js';
import { copiesOf } from './sqlite-copies.js';
import { guarded } from './sqlite-damage.js';
import { eraseDays, isErasedDay, readErasures, scrubFiles, writeErasures, writeVerdict } from './sqlite-erasures.js';
import { Fence } from './sqlite-fence.js';
import { writeIdentity } from './sqlite-identity.js';
import type { OpenVault } from './sqlite-open.js';
import { hasOtherConsent, insertRecord, writePositions } from './sqlite-records.js';
import {
  readHeld,
  readRecovered,
  writeBegun,
  writeHeld,
  writePast,
  writeRecovered,
  writeRecoveredWindows,
} from './sqlite-recovery.js';
import { readNextAgent, writeNextAgent, writeTakeOver } from './sqlite-rotation.js';
import type { Tables } from './sqlite-tables.js';
import { deletePairing, readWearables, writeNews, writePairing, writeProgress } from './sqlite-wearables.js';
import { hasSealedWindows, readSealedWindows, readTouchedDays, touchDay, writeWindows } from './sqlite-windows.js';

/** The vault in SQLite. */
export class SqliteVault implements Vault {
  readonly #open: OpenVault;
  readonly #tables: Tables;
  readonly #limit: number;
  readonly #fence: Fence;

  /** @param how `limit`: what the vault may grow to, in bytes */
  constructor(
    open: OpenVault,
    {
      fence = new Fence(open),
      limit = Number.POSITIVE_INFINITY,
    }: { readonly fence?: Fence; readonly limit?: number | undefined } = {},
  ) {
    this.#open = open;
    this.#fence = fence;
    this.#tables = open.tables;
    this.#limit = limit;
  }

  async identity(): Promise<Identity | undefined> {
    return readIdentity(this.#open);
  }

  async saveIdentity(identity: Identity, over = identity): Promise<void> {
    writeIdentity(this.#open, identity, over);
    this.#fence.move();
  }

  async beginRecovery(identity: Identity, over: Identity | undefined): Promise<void> {
    writeBegun(this.#open, identity, over);
    this.#fence.move();
  }

  async addPast(envelopes: readonly PastEnvelope[]): Promise<void> {
    writePast(this.#open, envelopes);
  }

  async holdEnvelopes(envelopes: readonly HeldEnvelope[]): Promise<void> {
    writeHeld(this.#open, envelopes);
  }

  async heldEnvelope(agent: number, sequence: number): Promise<Uint8Array> {
    return readHeld(this.#open, agent, sequence);
  }

  async addWindows(windows: readonly RecoveredWindow[]): Promise<void> {
    writeRecoveredWindows(this.#open, windows);
  }

  async endRecovery(identity: Identity, told: string): Promise<void> {
    writeRecovered(this.#open, { identity, told, fence: this.#fence });
    this.#fence.move();
  }

  async recovered(): Promise<string | undefined> {
    return readRecovered(this.#open);
  }

  async nextAgent(): Promise<NextAgent | undefined> {
    return readNextAgent(this.#open);
  }

  async saveNextAgent(next: NextAgent): Promise<void> {
    writeNextAgent(this.#open, next);
  }

  async takeOver(change: TakeOver): Promise<boolean> {
    this.#fence.check();
    const done = writeTakeOver(this.#open, change);
    if (done) this.#fence.move();
    return done;
  }

  async followRotations(change: FollowedRotations): Promise<void> {
    writeRotations(this.#open, change);
  }

  async wearables(): Promise<readonly PairedWearable[]> {
    // Whoever is to be told that the key was changed looks here once a minute.
    this.#fence.check();
    return readWearables(this.#open);
  }

  async pair(pairing: WearablePairing): Promise<void> {
    writePairing(this.#open, pairing);
  }

  async unpair(address: string): Promise<boolean> {
    return deletePairing(this.#open, address);
  }

  async note(wearable: number, news: WearableNews): Promise<void> {
    writeNews(this.#open, wearable, news);
  }

  async store(chunks: readonly Chunk[], { from, counts, touched = [], ...progress }: StoreProgress): Promise<void> {
    const { chunk: table, tally } = this.#tables;
    this.#open.ledger.transaction(VAULT_THINGS.samples, () => {
      this.#fence.check();
      this.#begin(from);
      let id = table.next('id');
      const erased = readErasures(this.#tables);
      for (const chunk of chunks) if (!isErased(chunk.day, erased)) table.insert({ id: id++, ...chunk });
      for (const each of touched) {
        if (!isErased(each.day, erased)) touchDay(this.#tables, { ...each, chunk: id - 1, waiting: false });
      }
      for (const [metric, samples] of Object.entries(counts)) {
        const before = tally.get('WHERE metric = ?', metric);
        tally.put({ metric, samples: samples + (before?.samples ?? 0) });
      }
      const { mark } = progress;
      writeProgress(this.#tables, mark && isErased(mark.day, erased) ? { ...progress, mark: null } : progress);
    });
  }

  async addDayKeys(keys: DayKeys, records: readonly NewRecord[], known?: ReadonlySet<string>): Promise<boolean> {
    const { day, generation, open, sealed } = keys;
    return this.#open.ledger.transaction(VAULT_THINGS.dayKeys, () => {
      this.#fence.check();
      // Of a day that was erased since it was looked for there are no keys: what is sealed under them goes nowhere.
      if (isErasedDay(this.#tables, day)) return true;
      const { dayKeys } = this.#tables;
      if (dayKeys.whole(day).some((known) => known.generation === generation)) return false;
      if (known !== undefined && hasOtherConsent(this.#tables, known)) return false;
      dayKeys.insert({ day, generation, open: open ?? null, sealed });
      for (const record of records) insertRecord(this.#tables, record);
      return true;
    });
  }

  async chunks(fromDay: string, untilDay: string): Promise<readonly Chunk[]> {
    return this.#tables.chunk
      .wholeParts(within(fromDay, untilDay))
      .toSorted((a, b) => a.id - b.id)
      .map(({ id: _, ...rest }) => rest);
  }

  async sampleCounts(): Promise<Readonly<Record<Metric, number>>> {
    const totals = new Map(this.#tables.tally.whole().map(({ metric, samples }) => [metric, samples]));
    const [steps, heartRate, sleep] = METRICS.map((metric) => totals.get(metric) ?? 0);
    return { steps: steps ?? 0, 'heart-rate': heartRate ?? 0, sleep: sleep ?? 0 };
  }

  async dayKeys(fromDay: string, untilDay: string): Promise<readonly DayKeys[]> {
    return this.#tables.dayKeys
      .wholeParts(within(fromDay, untilDay), 'ORDER BY generation')
      .map((row) => ({ ...row, open: row.open ?? undefined }));
  }

  async days(): Promise<{ readonly from: string; readonly until: string } | undefined> {
    const [from, until] = [this.#tables.chunk.outermost(0), this.#tables.chunk.outermost(-1)];
    return from === undefined || until === undefined ? undefined : { from, until };
  }

  async positions(): Promise<Positions | undefined> {
    return this.#readPositions();
  }

  async sealedWindows(from: number, until: number): Promise<readonly SealedWindow[]> {
    return readSealedWindows(this.#tables, from, until);
  }

  async touchedDays(): Promise<readonly TouchedDay[]> {
    return readTouchedDays(this.#tables);
  }

  async daysHeld(fromDay: string): Promise<readonly string[]> {
    return this.#tables.chunk.scopes(within(fromDay, LAST_DAY));
  }

  /** Windows begin with the first history; until one is sealed, that of a second wearable may be earlier. */
  #begin(from: Positions): void {
    const kept = this.#readPositions();
    if (kept === undefined || (from.raw < kept.raw && !hasSealedWindows(this.#tables)))
      writePositions(this.#tables, from);
  }

  #readPositions(): Positions | undefined {
    const until = new Map(this.#tables.position.whole().map((row) => [row.granularity, row.until]));
    const [raw, hour, day] = GRANULARITIES.map((granularity) => until.get(granularity));
    return raw === undefined || hour === undefined || day === undefined ? undefined : { raw, hour, day };
  }

  async size(): Promise<VaultSize> {
    const { db } = this.#open.ledger;
    const [pages, free, page] = ['page_count', 'freelist_count', 'page_size'].map((name) =>
      guarded(VAULT_THINGS.structure, () => Number(db.pragma(name, { simple: true }))),
    );
    // Pages that are free are written before the file grows.
    const { bavail, bsize } = guarded(VAULT_THINGS.file, () => statfsSync(db.name));
    const copies = guarded(VAULT_THINGS.folder, () => copiesOf(db.name));
    return { bytes: ((pages ?? 0) - (free ?? 0)) * (page ?? 0), limit: this.#limit, free: bavail * bsize, copies };
  }

  async forgetSamples(day: string, windows: readonly SealedWindow[]): Promise<void> {
    const { chunk } = this.#tables;
    this.#open.ledger.transaction(VAULT_THINGS.samples, () => {
      for (const row of chunk.whole(day)) chunk.remove(row);
      writeWindows(this.#tables, { windows });
    });
  }

  async erasures(): Promise<readonly KeptErasure[]> {
    return readErasures(this.#tables);
  }

  async erase(days: ErasedDays, plan: (held: HeldDays) => ErasurePlan): Promise<void> {
    eraseDays(this.#open, days, (held) => {
      this.#fence.check();
      return plan(held);
    });
  }

  async keepErasures(erasures: readonly Omit<KeptErasure, 'verdict'>[]): Promise<void> {
    writeErasures(this.#open, erasures);
  }

  async scrub(): Promise<boolean> {
    return scrubFiles(this.#open);
  }

  async saveVerdict(leaf: Uint8Array, verdict: Verdict): Promise<void> {
    writeVerdict(this.#open, leaf, verdict);
  }

  get noticed(): readonly Said[] {
    return this.#open.noticed;
  }

  async check(what?: 'delivered'): Promise<readonly Said[]> {
    return what === 'delivered' ? checkDelivered(this.#open) : checkVault(this.#open);
  }

  async close(): Promise<void> {
    this.#open.close();
  }
}

/** No civil day is later. */
const LAST_DAY = '9999-12-31';

import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { PairedWearable, SealedMark, WearableNews, WearablePairing } from '../ports.js';
import type { OpenVault } from './sqlite-open.js';
import type { Tables, WearableRow } from './sqlite-tables.js';

/* The allow-list: one row a wearable, and what is known of it beside what it measured. */

const THING = VAULT_THINGS.wearables;

const toWearable = (row: WearableRow): PairedWearable => ({
  id: row.id,
  address: row.address,
  family: row.family,
  key: row.key ?? undefined,
  cursor: row.cursor ?? undefined,
  mark: toMark(row),
  clock:
    row.clock_at === null
      ? undefined
      : {
          at: row.clock_at,
          drift: row.clock_drift ?? 0,
          from: row.clock_from ?? undefined,
          set: row.clock_set === 1,
        },
  battery: row.battery === null ? undefined : { percent: row.battery, charging: row.charging === 1 },
  device: row.device ?? undefined,
  synchronised: row.synchronised ?? undefined,
});

function toMark({ mark_day, mark_generation, mark_nonce, mark_sealed }: WearableRow): SealedMark | undefined {
  if (mark_day === null || mark_generation === null || mark_nonce === null || mark_sealed === null) return undefined;
  return { day: mark_day, generation: mark_generation, nonce: mark_nonce, sealed: mark_sealed };
}

export const readWearables = ({ tables: { wearable } }: OpenVault): readonly PairedWearable[] =>
  wearable.whole('', 'ORDER BY id').map(toWearable);

const NO_MARK = { mark_day: null, mark_generation: null, mark_nonce: null, mark_sealed: null };

const UNKNOWN = {
  ...NO_MARK,
  ...{ cursor: null, clock_at: null },
  ...{ clock_drift: null, clock_from: null, clock_set: null, battery: null, charging: null, device: null },
  synchronised: null,
};

/** A wearable that is there already gets the family and key of the new pairing; what was read of it stays read. */
export function writePairing(
  { ledger, tables: { wearable, tally } }: OpenVault,
  { address, family, key = null }: Omit<WearablePairing, 'key'> & { readonly key?: Uint8Array | null | undefined },
): void {
  ledger.transaction(THING, () => {
    const known = wearable.get('WHERE address = ?', address);
    if (known !== undefined) return wearable.update(known, { family, key });
    // A number is given once: what the wearable before it measured stays apart.
    const id = (tally.get("WHERE metric = 'wearables'")?.samples ?? 0) + 1;
    tally.put({ metric: 'wearables', samples: id });
    wearable.insert({ id, address, family, key, ...UNKNOWN });
  });
}

export function deletePairing({ ledger, tables: { wearable } }: OpenVault, address: string): boolean {
  return ledger.transaction(THING, () => {
    const row = wearable.get('WHERE address = ?', address);
    if (row !== undefined) wearable.remove(row);
    return row !== undefined;
  });
}

export function writeNews({ ledger, tables: { wearable } }: OpenVault, id: number, news: WearableNews): void {
  const { clock, battery, synchronised, device, cursor } = news;
  const change = {
    ...(clock && {
      ...{ clock_at: clock.at, clock_drift: clock.drift, clock_from: clock.from ?? null, clock_set: Number(clock.set) },
    }),
    ...(battery && { battery: battery.percent, charging: Number(battery.charging) }),
    ...(cursor !== undefined && { cursor }),
    ...(device !== undefined && { device }),
    ...(synchronised !== undefined && { synchronised }),
  };
  ledger.transaction(THING, () => {
    const row = wearable.get('WHERE id = ?', id);
    if (row !== undefined && Object.keys(change).length > 0) wearable.update(row, change);
  });
}

/** Part of the transaction that stores what the wearable measured. @param progress `mark`: null forgets the one that is kept */
export function writeProgress(
  { wearable }: Tables,
  { wearable: id, to, mark }: { wearable: number; to: number | undefined; mark: SealedMark | null | undefined },
): void {
  const change = {
    ...(to !== undefined && { cursor: to }),
    ...(mark === null && NO_MARK),
    ...(mark && {
      ...{ mark_day: mark.day, mark_generation: mark.generation, mark_nonce: mark.nonce, mark_sealed: mark.sealed },
    }),
  };
  const row = wearable.get('WHERE id = ?', id);
  if (row !== undefined && Object.keys(change).length > 0) wearable.update(row, change);
}

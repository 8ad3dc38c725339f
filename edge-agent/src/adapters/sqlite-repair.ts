import { closeSync, constants, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { toHex } from '@fit4work/protocol';
import Database from 'better-sqlite3';
import type { LostSamples } from '../core/findings.js';
import type { Said } from '../core/language.js';
import { VAULT_REFUSALS } from '../core/refusal-words/vault-refusals.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import { AgentError } from '../error.js';
import { checkVault } from './sqlite-check.js';
import { copiesOf, halfMade, setAside } from './sqlite-copies.js';
import { lastLost, repairing, unlessDamaged } from './sqlite-damage.js';
import { refuseEmptied } from './sqlite-emptied.js';
import { headBytes, lookBefore, readHead } from './sqlite-head.js';
import { Ledger } from './sqlite-ledger.js';
import { lostSamples, noteLost } from './sqlite-lost-samples.js';
import { lookAt, openVault } from './sqlite-open.js';
import { markLost } from './sqlite-records.js';
import { lockRepair } from './sqlite-run-lock.js';
import type { Salvaged } from './sqlite-salvage.js';
import { VERSION } from './sqlite-schema.js';
import { keepSigned } from './sqlite-signed.js';
import { type DeliveryRow, type OutboxRow, type Tables, tablesOf } from './sqlite-tables.js';

export interface Repaired {
  /** Rows that were whole, and are in the new file. */
  readonly kept: number;
  /** Tables of which something was left behind. */
  readonly lost: readonly string[];
  /** What was measured and is not in it, where that can be named. */
  readonly samples: readonly LostSamples[];
  /** Where the damaged file is. */
  readonly aside: string;
  /** Whether the keys of open days are taken out of it. */
  readonly closed: boolean;
}

/**
 * Makes a new vault of everything that is whole, and leaves the damaged one beside it. It does not guess:
 * where one of the rows is lost for which nothing can stand in, only a backup helps. One that is sound stays as it is.
 *
 * @returns undefined where nothing is damaged
 * @throws AgentError `vault-damaged` when it cannot be repaired, `not-enrolled` when nobody's vault is there, `at-work` while a `run` lives, `vault-busy` while another process has it open
 */
export function repairVault(path: string, now: number): Repaired | undefined {
  refuseEmptied(path);
  if (!existsSync(path)) throw noVault();
  // A `run` that sleeps between two looks, or who opened it just now, would go on with a file that nobody sees any more.
  const release = lockRepair(dirname(path));
  try {
    return replace(path, now);
  } finally {
    release();
  }
}

function replace(path: string, now: number): Repaired | undefined {
  const made = halfMade(path);
  for (const left of copiesOf(path).filter((name) => name.startsWith(basename(made)))) {
    rmSync(join(dirname(path), left), { force: true });
  }
  const aside = `${path}-damaged-${now}`;
  const salvaged = repairing(() => salvage(path, { made, aside, now }));
  if (salvaged === undefined) return undefined;
  // A vault without a head is believed; one whose head is ahead of it is not.
  rmSync(`${path}-head`, { force: true });
  renameSync(made, path);
  if (existsSync(`${made}-head`)) renameSync(`${made}-head`, `${path}-head`);
  return { ...salvaged, aside };
}

interface Places {
  readonly now: number;
  readonly made: string;
  readonly aside: string;
}

/** @returns undefined where nothing is damaged */
function salvage(path: string, places: Places): Omit<Repaired, 'aside'> | undefined {
  // Closed after SQLite closed the vault, since that gives up the lock.
  const file = openSync(path, constants.O_RDONLY);
  try {
    return salvageAlone(path, file, places);
  } finally {
    closeSync(file);
  }
}

function salvageAlone(path: string, file: number, { made, aside, now }: Places): Omit<Repaired, 'aside'> | undefined {
  const before = lookBefore(path);
  const db = new Database(path, { fileMustExist: true });
  try {
    // Nobody else may have it open: what they wrote after this would be lost.
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE; COMMIT');
    const ledger = new Ledger(db);
    if (isBehind(path, ledger)) throw lastLost();
    if (isSound(before, ledger)) return undefined;
    const saved = copyWhole(tablesOf(ledger), made, now);
    // Whoever waits for the lock is to find no log beside it, which would soon lie beside the new one.
    db.pragma('journal_mode = DELETE');
    return { ...saved, closed: setAside(file, path, aside) };
  } finally {
    db.close();
  }
}

/** Whether nothing is noticed of it, neither as it is opened nor by looking at all of it. @throws AgentError `not-enrolled` */
function isSound(before: ReturnType<typeof lookBefore>, ledger: Ledger): boolean {
  if (ledger.db.pragma('user_version', { simple: true }) !== VERSION) return false;
  const looked = unlessDamaged(() => lookAt(before, ledger));
  if (looked === undefined || looked === 'behind') return false;
  const tables = tablesOf(ledger);
  if (checkVault({ ledger, tables, noticed: looked.noticed }).length > 0) return false;
  if (tables.identity.rows() === 0) throw noVault();
  return true;
}

/** Where the count of transactions is damaged nobody can say; the outbox is looked at all the same. */
function isBehind(path: string, ledger: Ledger): boolean {
  try {
    return (readHead(headBytes(path), ledger).head?.turn ?? 0) > ledger.turn;
  } catch {
    return false;
  }
}

function copyWhole(from: Tables, made: string, now: number): Pick<Repaired, 'kept' | 'lost' | 'samples'> {
  const { ledger, tables: to, close } = openVault(made, () => () => undefined);
  try {
    return ledger.transaction(VAULT_THINGS.newFile, () => {
      const lost: string[] = [];
      let kept = 0;
      const keep = (name: string, { rows, complete }: Salvaged<unknown>): void => {
        if (!complete) lost.push(name);
        kept += rows;
      };
      const { record, chunk, ...others } = from;
      for (const [name, table] of Object.entries(others)) keep(name, table.salvageInto(ledger));
      const records = record.salvageInto(ledger);
      keep('record', records);
      const chunks = chunk.salvageInto(ledger);
      keep('chunk', chunks);
      if (!lost.includes('identity') && to.identity.rows() === 0) throw noVault();
      for (const [name, thing] of NEEDED) needed(thing, !lost.includes(name));
      kept += keepSigned(to, records.damaged);
      if (lost.includes('record')) markLost(to);
      if (lost.includes('lapsed')) endEveryGrant(to);
      // Nobody can say which were confirmed.
      if (lost.includes('heldGrant')) holdEvery(to);
      if (lost.includes('delivery')) to.delivery.put(deliveryOf(to.outbox.light('ORDER BY sequence')));
      const samples = lostSamples({ from, to, chunks });
      if (lost.includes('chunk') || samples.length > 0) noteLost(to, samples, now);
      return { kept, lost, samples };
    });
  } finally {
    close();
  }
}

const noVault = (): AgentError => new AgentError('not-enrolled', VAULT_REFUSALS.noVault);

/** Without them a window would be sealed twice, or a day that is erased come back. */
const NEEDED: ReadonlyMap<string, Said> = new Map<string, Said>([
  ['identity', VAULT_THINGS.identity],
  ['position', VAULT_THINGS.position],
  ['sealedWindow', VAULT_THINGS.sealedWindows],
  ['outbox', VAULT_THINGS.outboxEnvelope],
  ['erasure', VAULT_THINGS.erasure],
]);

function needed(thing: Said, there: boolean): void {
  if (there) return;
  throw new AgentError('vault-damaged', VAULT_REFUSALS.lost(thing));
}

/** Which of them were seen to have lapsed nobody can say. The id of a withdrawal among them ends nothing. */
function endEveryGrant({ record, lapsed }: Tables): void {
  for (const { leaf } of record.all("WHERE kind = 'consent'")) lapsed.put({ grant_id: toHex(leaf) });
}

function holdEvery({ record, heldGrant }: Tables): void {
  for (const { leaf } of record.all("WHERE kind = 'consent'")) heldGrant.put({ grant_id: toHex(leaf) });
}

/** Bytes are dropped when they are received and proven; whatever is received beyond that is received again. */
const deliveryOf = (outbox: readonly OutboxRow[]): DeliveryRow => ({
  id: 1,
  received: outbox.filter(({ bytes }) => bytes === null).at(-1)?.sequence ?? 0,
  proven: outbox.filter(({ log_index }) => log_index !== null).length,
  checkpoint: null,
  scanned: 0,
});

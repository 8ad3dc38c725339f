import { GRANULARITIES } from '@fit4work/protocol';
import type { SealedWindow, SealedWindows, TouchedDay } from '../ports.js';
import type { Tables } from './sqlite-tables.js';
import { mayReach } from './sqlite-window-tables.js';

/* Which windows are sealed, and which days were touched since: statements that stand in the transactions of others. */

/** @throws AgentError `vault-damaged` where one is missing too: it would be sealed a second time at one revision */
export const readSealedWindows = ({ sealedWindow }: Tables, from: number, until: number): readonly SealedWindow[] =>
  sealedWindow
    .wholeParts((scope) => mayReach(scope, from, until))
    .filter((window) => window.start < until && window.until > from)
    .sort((a, b) => GRANULARITIES.indexOf(a.granularity) - GRANULARITIES.indexOf(b.granularity) || a.start - b.start)
    .map(({ generation, digest, ...row }) => ({
      ...row,
      generation: generation ?? undefined,
      ...(isForgotten(digest) ? { digest: undefined, forgotten: true } : { digest: digest ?? undefined }),
    }));

/** No digest is empty: this stands for that of samples which are forgotten. */
const FORGOTTEN = new Uint8Array(0);
const isForgotten = (digest: Uint8Array | null): boolean => digest?.length === 0;

export const hasSealedWindows = ({ sealedWindow }: Tables): boolean => sealedWindow.rows() > 0;

export const readTouchedDays = ({ touchedDay }: Tables): readonly TouchedDay[] =>
  touchedDay
    .wholeParts(() => true)
    .map(({ since, waiting, ...row }) => ({ ...row, from: since, waiting: waiting === 1 }));

/** Part of the transaction that stores what was measured. */
export function touchDay({ touchedDay }: Tables, { day, from, until, chunk, waiting }: TouchedDay): void {
  const [before] = touchedDay.whole(day);
  touchedDay.put({
    day,
    since: Math.min(from, before?.since ?? from),
    until: Math.max(until, before?.until ?? until),
    chunk: Math.max(chunk, before?.chunk ?? chunk),
    waiting: Math.max(Number(waiting), before?.waiting ?? 0),
  });
}

/** Part of the transaction that puts envelopes into the outbox. */
export function writeWindows(
  tables: Tables,
  { windows = [], settled = [], unsettled = [] }: Pick<SealedWindows, 'windows' | 'settled' | 'unsettled'>,
): void {
  for (const { generation, digest, forgotten, ...window } of windows) {
    const kept = forgotten === true ? FORGOTTEN : (digest ?? null);
    tables.sealedWindow.put({ ...window, generation: generation ?? null, digest: kept });
  }
  for (const { day, chunk } of settled) {
    const [row] = tables.touchedDay.whole(day);
    if (row?.chunk === chunk) tables.touchedDay.remove(row);
  }
  for (const each of unsettled) touchDay(tables, each);
}

import {
  addDays,
  type EnvelopeHeader,
  leafOf,
  METRICS,
  type SigningKey,
  sealEnvelope,
  signingKey,
  type Window,
} from '@fit4work/protocol';
import { dataKeyOf } from './core/day-keys.js';
import {
  advancePositions,
  commonCursor,
  dueDays,
  dueWindows,
  isSilent,
  type Progress,
  SILENT_DAYS,
} from './core/due-windows.js';
import { type Measured, reconcile } from './core/reconcile.js';
import { windowPlaintexts } from './core/window-plaintext.js';
import { openDay } from './open-day.js';
import type { Person, PersonPorts } from './person.js';
import type { SealedEntry } from './ports.js';
import { loadSources } from './stored-samples.js';

/**
 * Makes the envelope of every window that is due, day by day, each day in one transaction with the positions: after a
 * crash the same windows are due again, and none is sealed twice under one sequence.
 *
 * @param final nothing more is to come for a while: a day whose end is reached closes without waiting for its last sleep
 * @returns the number of envelopes made
 */
export async function sealDueWindows(ports: PersonPorts, person: Person, final: boolean): Promise<number> {
  const cursors = (await ports.vault.wearables()).map(({ cursor }) => cursor);
  const positions = await ports.vault.positions();
  if (positions === undefined || cursors.length === 0) return 0;
  let progress: Progress = { positions, cursor: commonCursor(cursors), final, zone: person.zone };
  let made = 0;
  const days = dueDays(progress);
  const held = new Set(await ports.vault.daysHeld(addDays(days[0] ?? '1970-01-01', -SILENT_DAYS)));
  for (const day of days) {
    if (isSilent(day, held)) continue;
    const windows = dueWindows(day, progress);
    if (windows.length === 0) continue;
    progress = { ...progress, positions: advancePositions(progress.positions, windows) };
    made += await sealDay(ports, person, { day, windows, progress });
  }
  return made;
}

async function sealDay(
  ports: PersonPorts,
  person: Person,
  { day, windows, progress }: { day: string; windows: readonly Window[]; progress: Progress },
): Promise<number> {
  const { open } = await openDay(ports, person, day);
  const agent = signingKey(person.identity.agentSeed);
  const closing = windows.some(({ granularity }) => granularity === 'day');
  const measured = reconcile(await loadSources(ports.vault, person, [addDays(day, -1), addDays(day, 1)]));
  const entries: SealedEntry[] = [];
  let last = await ports.outbox.head();
  for (const window of windows) {
    const bytes = sealWindow(ports, person, { window, measured, keys: open, last, agent });
    last = { sequence: last.sequence + 1, leaf: leafOf(bytes) };
    entries.push({ ...last, bytes, windowStart: window.start });
  }
  // Yesterday stays open until today is closed: a sleep period that began in it counts today.
  const forgetBefore = closing ? day : addDays(day, -1);
  await ports.outbox.commit({ entries, positions: progress.positions, forgetBefore });
  return entries.length;
}

function sealWindow(
  { entropy }: PersonPorts,
  { identity }: Person,
  made: {
    window: Window;
    measured: Measured;
    keys: Uint8Array;
    last: { sequence: number; leaf: Uint8Array };
    agent: SigningKey;
  },
): Uint8Array {
  const { granularity, start } = made.window;
  const header: EnvelopeHeader = {
    pseudonym: identity.pseudonym,
    agent: identity.agent,
    sequence: made.last.sequence + 1,
    previous: made.last.leaf,
    windowStart: start,
    granularity,
    revision: 0,
    salt: entropy(32),
  };
  const boxes = windowPlaintexts(made.window, made.measured).map((plaintext, i) => ({
    plaintext,
    dataKey: dataKeyOf(made.keys, METRICS[i] ?? 'steps', granularity),
    nonce: entropy(12),
  }));
  return sealEnvelope(header, boxes, made.agent);
}

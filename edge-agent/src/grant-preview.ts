import { addDays, type BoxKeyPair, civilDay, civilDayBounds, GRANULARITIES } from '@fit4work/protocol';
import { areClaimed } from './core/due-windows.js';
import { outsideErased } from './core/erased-days.js';
import {
  type Days,
  type GrantPreview,
  metricsAt,
  type OpenedDay,
  openDayFor,
  type PreviewView,
  shownOf,
} from './core/grant-preview.js';
import { lastDayReached } from './core/grant-term.js';
import { AgentError } from './error.js';
import type { GrantRequest } from './grants.js';
import { windowsToCome } from './late-of-day.js';
import type { Person } from './person.js';
import type { Clock, Positions, Vault } from './ports.js';
import { loadDay, loadSealedDay } from './stored-samples.js';

export interface PreviewAsk {
  readonly request: Pick<GrantRequest, 'scope' | 'from' | 'until' | 'expires'>;
  /** Opens the days that are closed. */
  readonly vaultKey: BoxKeyPair;
  /** Told after each day. */
  readonly onDay?: ((done: number, days: number) => void) | undefined;
}

export interface PreviewPorts {
  readonly vault: Vault;
  readonly clock: Clock;
}

/**
 * What a coach will see: of the days that have begun, the plaintexts that are or will be sealed of them; of the days to
 * come, an example. Only days of which there are keys are opened: of the others nothing can be released.
 */
export async function previewGrant(
  ports: PreviewPorts,
  { zone }: Pick<Person, 'zone'>,
  { request, vaultKey, onDay }: PreviewAsk,
): Promise<GrantPreview> {
  const { scope, from } = request;
  const { vault } = ports;
  const reached = lastDayReached(request, zone);
  const until = earlier(request.until, reached);
  const today = civilDay(ports.clock(), zone);
  const positions = (await vault.positions()) ?? NONE_SEALED;
  const reader = { vault, vaultKey, view: await viewOf(ports, { positions, scope, zone }) };
  // A day that has no keys yet is released whole as its first sample comes in.
  const begun = (await vault.dayKeys(today, today)).length > 0;
  const coming = begun ? addDays(today, 1) : today;
  const past = await pastDays(vault, { from, until: earlier(until, addDays(coming, -1)) });
  const days = past === null ? [] : daysFrom(past);
  const { opened, damaged } = await openDays(reader, days, onDay);
  const future = daysBetween(later(from, coming), until);
  const newest = future === null ? undefined : await newestComplete(vault, { zone, sealed: positions.day });
  const isShown = newest === undefined || (past !== null && past.from <= newest && newest <= past.until);
  const sample = isShown ? { opened: [], damaged: [] } : await openDays(reader, [newest], undefined);
  return {
    past,
    shown: past === null ? [] : shownOf(scope, days, opened),
    sealedUntil: positions,
    late: outsideErased({ from, until: earlier(until, today) }, await ports.vault.erasures()),
    future,
    unreached: daysBetween(later(from, addDays(reached, 1)), request.until),
    withoutDay: withoutDay(request, reached, zone),
    example:
      isShown || sample.opened.length === 0 ? null : { day: newest, shown: shownOf(scope, [newest], sample.opened) },
    damaged: [...damaged, ...sample.damaged],
    notAsSealed: opened.filter(({ notAsSealed }) => notAsSealed.length > 0).map(({ day }) => day),
    uncompared: opened.filter(({ isUncompared }) => isUncompared).map(({ day }) => day),
  };
}

const NONE_SEALED: Positions = { raw: 0, hour: 0, day: 0 };

function withoutDay(
  { scope, from, until, expires }: PreviewAsk['request'],
  reached: string,
  zone: string,
): string | null {
  const isAsked = from <= reached && reached <= until && metricsAt(scope, 'day').length > 0;
  return isAsked && civilDayBounds(reached, zone).end >= expires ? reached : null;
}

const earlier = (a: string, b: string): string => (a < b ? a : b);
const later = (a: string, b: string): string => (a > b ? a : b);
const daysBetween = (from: string, until: string): Days | null => (from > until ? null : { from, until });

function daysFrom({ from, until }: Days): readonly string[] {
  const days: string[] = [];
  for (let day = from; day <= until; day = addDays(day, 1)) days.push(day);
  return days;
}

/** Before the first day of which there are keys there is nothing to release. */
async function pastDays(vault: Vault, { from, until }: Days): Promise<Days | null> {
  const [first] = await vault.dayKeys(from, until);
  return first === undefined ? null : daysBetween(first.day, until);
}

type View = Omit<PreviewView, 'sealedDay'>;

/** How far the vault knows what was measured: windows that end until then are sealed, or will be as they are. */
async function viewOf(
  { vault, clock }: PreviewPorts,
  { positions, ...of }: Pick<PreviewView, 'scope' | 'zone'> & { readonly positions: Positions },
): Promise<View> {
  const cursors = (await vault.wearables()).map(({ cursor }) => cursor ?? 0);
  const now = clock();
  const known = Math.min(now, Math.max(0, ...cursors));
  const [raw = known, hour = known, day = known] = GRANULARITIES.map((name) => Math.max(positions[name], known));
  // Where the clock once claimed a time that was not, windows go on from where they are sealed.
  const passed = areClaimed(positions, now) ? NONE_SEALED : positions;
  return { ...of, until: { raw, hour, day }, passed, toCome: await windowsToCome(vault, of.zone) };
}

/** The newest day whose window by day is sealed. */
async function newestComplete(vault: Vault, of: { zone: string; sealed: number }): Promise<string | undefined> {
  const held = await vault.days();
  if (held === undefined) return undefined;
  const days = await vault.daysHeld(held.from);
  return days.findLast((day) => civilDayBounds(day, of.zone).end <= of.sealed);
}

interface DayReader {
  readonly vault: Vault;
  readonly vaultKey: BoxKeyPair;
  readonly view: View;
}

async function openDays(
  reader: DayReader,
  days: readonly string[],
  onDay: PreviewAsk['onDay'],
): Promise<{ readonly opened: readonly OpenedDay[]; readonly damaged: readonly string[] }> {
  const [opened, damaged]: [OpenedDay[], string[]] = [[], []];
  for (const [i, day] of days.entries()) {
    try {
      const found = await openDay(reader, day);
      if (found !== undefined) opened.push(found);
    } catch (error) {
      if (!(error instanceof AgentError) || error.code !== 'vault-damaged') throw error;
      damaged.push(day);
    }
    onDay?.(i + 1, days.length);
  }
  return { opened, damaged };
}

async function openDay({ vault, vaultKey, view }: DayReader, day: string): Promise<OpenedDay | undefined> {
  const reader = { zone: view.zone, vaultKey };
  const sealedDay = await loadSealedDay(vault, reader, day);
  if (sealedDay.keys.size === 0) return undefined;
  const { measured } = await loadDay(vault, reader, day);
  return openDayFor(day, measured, { ...view, sealedDay });
}

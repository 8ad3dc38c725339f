import { keyIdOf, openCertificate, signingKey } from '@fit4work/protocol';
import { isBelieved, phaseOf } from './core/agent-turn.js';
import {
  areClaimed,
  commonCursor,
  enrolledPositions,
  horizonOfCursor,
  keepKeysFrom,
  truePositions,
} from './core/due-windows.js';
import { lateBefore } from './core/late-windows.js';
import type { Person, PersonPorts } from './person.js';
import type { Identity, Positions } from './ports.js';

/** How far wearables were read and windows sealed. */
export interface WindowState {
  readonly positions: Positions;
  /** Nothing more is waited for of what came before. */
  readonly cursor: number;
  /** What was stored of a time before this is late. */
  readonly lateBefore: number;
  /** What the clock shows, where it is believed. */
  readonly believed: number | undefined;
}

/** So far before now the windows are looked for at which the clock began to claim a time that was not. */
const LOOK_BACK = 400 * 86_400;

/**
 * Windows begin with the enrolment of the agent, or with the first history where that was read before one was sealed.
 *
 * @param vouched whether others say that it is as late as the clock shows; undefined where nobody says
 */
export async function windowState(
  { vault, clock }: Pick<PersonPorts, 'vault' | 'clock'>,
  { identity, zone }: Person,
  vouched?: boolean,
): Promise<WindowState> {
  const cursors = (await vault.wearables()).map(({ cursor }) => cursor);
  const now = clock();
  const issued = (): number => openCertificate(identity.certificate, identity.identityPublicKey).issued;
  const kept = await vault.positions();
  const begun = kept === undefined || vouched === true ? enrolledPositions(issued(), now, zone) : kept;
  const positions =
    kept !== undefined && areClaimed(kept, now)
      ? truePositions(kept, now, { sealed: await vault.sealedWindows(Math.max(0, now - LOOK_BACK), now), begun })
      : (kept ?? begun);
  const known = [...cursors.map((cursor = 0) => cursor), kept === undefined ? issued() : positions.raw];
  const late = lateBefore(positions, await vault.sealedWindows(positions.day - 1, positions.day));
  return {
    positions,
    lateBefore: late,
    cursor: commonCursor(cursors),
    believed: (vouched ?? isBelieved(now, known)) ? now : undefined,
  };
}

/** The first day whose keys stay open. A cursor that is ahead of the clock closes nothing that has not begun. */
export async function keysKeptFrom(
  { vault, clock }: Pick<PersonPorts, 'vault' | 'clock'>,
  { cursor, believed, lateBefore: before }: WindowState,
  { zone, final }: { readonly zone: string; readonly final: boolean },
): Promise<string> {
  const late = (await vault.touchedDays()).filter(({ from, waiting }) => from < before && !waiting);
  return keepKeysFrom({
    horizon: horizonOfCursor(Math.min(cursor, clock()), final),
    believed,
    late: late.map(({ day }) => day),
    zone,
  });
}

/** When this agent speaks within each quarter of an hour. */
export const turnOf = ({ agentSeed }: Identity): number => phaseOf(keyIdOf(signingKey(agentSeed).publicKey));

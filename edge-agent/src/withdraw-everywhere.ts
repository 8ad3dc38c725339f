import { COACH_REFUSALS } from './core/refusal-words/coach-refusals.js';
import { AgentError } from './error.js';
import { type ConsentPorts, type Ended, type Ending, withdraw } from './grants.js';
import type { Identity } from './ports.js';
import { type CaughtUp, catchUpConsent, NO_ANSWER } from './recovery/catch-up-consent.js';
import type { AccountRequest } from './recovery/open-account.js';
import type { RefetchPorts } from './recovery/refetch-consent.js';

/** What is done with grants as soon as they are ended. */
interface AsEnded {
  readonly tell?: (ended: readonly Ended[]) => void;
  /** @returns whether the coach API has it, by the time that it is no longer waited for */
  readonly deliver: (ended: readonly Ended[]) => Promise<boolean>;
}

interface WithdrawRequest extends AccountRequest, AsEnded {
  readonly ending: Ending;
  /** How long the coach API is waited for where something was ended without it. */
  readonly seconds: number;
}

export interface EndedEverywhere {
  readonly ended: readonly Ended[];
  readonly stored: boolean;
  readonly caughtUp: CaughtUp;
}

/**
 * Ends grants, whichever agent of the person signed them: at once those that are known here, and then those that the coach
 * API has of another machine.
 *
 * @throws AgentError `bad-passphrase`, `not-granted` where there is none of either
 */
export async function withdrawEverywhere(
  ports: ConsentPorts & RefetchPorts,
  identity: Identity,
  request: WithdrawRequest,
): Promise<EndedEverywhere> {
  const { ending, passphrase } = request;
  const end = async (): Promise<readonly Ended[]> =>
    noneIfNotGranted(withdraw(ports, identity, { ...ending, passphrase }));
  const here = await end();
  const [storedHere, caughtUp] = await Promise.all([
    passOn(here, request),
    catchUp(ports, identity, { ...request, ended: here.length }),
  ]);
  // What was ended above is given again, as one that was ended before.
  const known = new Set(here.map(({ grant }) => grant));
  const more = caughtUp.restored === 0 ? [] : (await end()).filter(({ grant }) => !known.has(grant));
  const ended = [...here, ...more];
  if (ended.length > 0) return { ended, stored: (await passOn(more, request)) && storedHere, caughtUp };
  const { noneInForce, noneKnownHere } = COACH_REFUSALS;
  throw new AgentError('not-granted', caughtUp.why === undefined ? noneInForce : noneKnownHere);
}

async function passOn(ended: readonly Ended[], { tell, deliver }: AsEnded): Promise<boolean> {
  if (ended.length === 0) return true;
  tell?.(ended);
  return deliver(ended);
}

/** @param request `ended`: how many were ended without it */
async function catchUp(
  ports: RefetchPorts,
  identity: Identity,
  { ending, ended, seconds, passphrase, place }: Omit<WithdrawRequest, 'deliver'> & { readonly ended: number },
): Promise<CaughtUp> {
  if (ended === 0) return catchUpConsent(ports, identity, { passphrase, place });
  // One that is named is nowhere else.
  if ('grantId' in ending) return { restored: 0 };
  return seconds === 0 ? NO_ANSWER : catchUpConsent(ports, identity, { passphrase, place, seconds });
}

async function noneIfNotGranted(ending: Promise<readonly Ended[]>): Promise<readonly Ended[]> {
  try {
    return await ending;
  } catch (error) {
    if (error instanceof AgentError && error.code === 'not-granted') return [];
    throw error;
  }
}

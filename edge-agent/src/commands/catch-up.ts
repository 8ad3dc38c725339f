import { type Context, logTiles } from '../context.js';
import type { Language } from '../core/language.js';
import { WAITS } from '../core/progress-words.js';
import type { CoachApiPlace, Identity } from '../ports.js';
import { type CaughtUp, catchUpConsent } from '../recovery/catch-up-consent.js';
import type { RefetchPorts } from '../recovery/refetch-consent.js';
import { whileWaiting } from './progress.js';

/** Where the coach API is asked. */
export const placeOf = ({ config }: Context, { pins }: Identity): CoachApiPlace => ({
  coachUrl: config.coachUrl,
  certificates: pins.certificates,
});

export const refetchPorts = (context: Context): Context & RefetchPorts => ({ ...context, tiles: logTiles(context) });

/** Before a command says what is shared: what agents on other machines of the person signed. @throws AgentError `bad-passphrase` */
export const catchUp = (
  context: Context,
  identity: Identity,
  { passphrase, language }: { readonly passphrase: string; readonly language: Language },
): Promise<CaughtUp> =>
  whileWaiting(WAITS[language].elsewhere, () =>
    catchUpConsent(refetchPorts(context), identity, { passphrase, place: placeOf(context, identity) }),
  );

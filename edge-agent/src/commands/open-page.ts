import { keyIdOf, signingKey, toBase64Url } from '@fit4work/protocol';
import { challengeDays } from '../adapters/coach-api-client.js';
import type { PageBuilder, PageServer } from '../adapters/page/page-server.js';
import { pagePortOf } from '../config.js';
import { type Context, coachTimeOf, enrolledIdentity, logTiles, ticks } from '../context.js';
import type { ChallengeDays } from '../core/challenge-days.js';
import { COMMAND_REFUSALS } from '../core/refusal-words/command-refusals.js';
import { AgentError } from '../error.js';
import type { PagePorts } from '../page-port.js';
import type { Identity } from '../ports.js';
import { SETTINGS } from '../settings.js';
import type { Setup } from '../setup.js';

/** When the challenge begins and ends, as the coach API says, unsigned; undefined where it does not answer. */
const challengeDaysOf = (
  { config }: Context,
  { pins: { certificates }, agentSeed }: Identity,
): Promise<ChallengeDays | undefined> =>
  challengeDays({ coachUrl: config.coachUrl, certificates }, toBase64Url(keyIdOf(signingKey(agentSeed).publicKey)));

/**
 * The employee's page. Loaded only when it is served: most commands never are.
 *
 * @param at where it is served already, since `setup`; anew if absent
 */
export async function openPage(
  context: Context,
  own: Pick<PagePorts, 'drain' | 'families' | 'central' | 'onPaired'>,
  at?: PageServer,
): Promise<PageServer> {
  const { pageOf, servePage } = await import('../adapters/page/page-server.js');
  const { zone, settings, coachUrl } = context.config;
  const identity = (): Promise<Identity> => enrolledIdentity(context);
  const clocks = { ticks, coachTime: async () => coachTimeOf(context, await identity()) };
  const challenge = async () => challengeDaysOf(context, await identity());
  const ports = { ...context, ...own, ...clocks, identity, challenge, zone, coachUrl, tiles: logTiles(context) };
  if (at === undefined) return servePage(ports, pagePortOf(settings));
  at.answerWith(pageOf(ports));
  return at;
}

/** The page of somebody who is not enrolled yet. @throws AgentError `bad-configuration` where others have its port */
export async function openSetupPage(context: Context, setup: Setup): Promise<PageServer> {
  const { listenForPage } = await import('../adapters/page/page-server.js');
  const ports = { ...context, ticks, setup };
  const build: PageBuilder = async (sessions) =>
    (await import('../adapters/page/setup-app.js')).buildSetup(ports, sessions);
  const server = await listenForPage(ports, { build, port: pagePortOf(context.config.settings) });
  if (server.address !== undefined) return server;
  await server.close();
  throw new AgentError('bad-configuration', COMMAND_REFUSALS.portTaken(SETTINGS.PAGE_PORT.variable));
}

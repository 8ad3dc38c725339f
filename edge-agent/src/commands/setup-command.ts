import type { Command } from 'commander';
import { openBrowser } from '../adapters/browser.js';
import { onEnter } from '../adapters/enter-key.js';
import type { PageServer } from '../adapters/page/page-server.js';
import { lockRun } from '../adapters/sqlite-run-lock.js';
import { type Environment, toConfig } from '../config.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { SETUP_HELP } from '../core/help-words/agent-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { SETUP_WORDS } from '../core/setup-words.js';
import { refuseRecovering } from '../enrol.js';
import { AgentError } from '../error.js';
import { LOGIN_LIVES, makeLogin } from '../page-logins.js';
import { Patience, type Waiting } from '../patience.js';
import { Setup } from '../setup.js';
import { readInvitation, toRequest } from './enrol-command.js';
import { openSetupPage } from './open-page.js';
import { jsonOption, languageOption, print, say } from './options.js';
import { runLocked, untilToldToStop } from './run-command.js';
import { examples, type Surroundings } from './speaking.js';

interface SetupOptions {
  readonly open: boolean;
  readonly zone?: string;
  readonly json?: boolean;
  readonly language: Language;
}

/** Adds `setup`: the first steps on the page, and then the agent itself. */
export function addSetup(program: Command, { env, language }: Surroundings, making: WithContext): void {
  const says = inLanguage(SETUP_HELP, language);
  program
    .command('setup [invitation]')
    .summary(says.summary)
    .description(says.description)
    .option('--no-open', says.noOpen)
    .option('--zone <name>', says.zone)
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addHelpText(
      'after',
      examples(language, ['fit4work-agent setup', "fit4work-agent setup 'https://coach.example/enrol#…'"], says.note),
    )
    .action((invitation: string | undefined, options: SetupOptions) => {
      const waiting = untilToldToStop();
      return making((context) => setupAlone(context, { invitation, env, waiting, ...options }));
    });
}

interface Setting extends SetupOptions {
  readonly invitation: string | undefined;
  readonly env: Environment;
  readonly waiting: Waiting;
}

/** Alone on its vault, as `run` is, which it goes on as. */
async function setupAlone(context: Context, setting: Setting): Promise<void> {
  const identity = await context.vault.identity();
  if (identity?.registered) throw new AgentError('already-enrolled', ENROL_REFUSALS.setUpAlready);
  refuseRecovering(identity);
  const release = lockRun(context.config.state);
  try {
    await setUp(context, setting);
  } finally {
    release();
  }
}

async function setUp(context: Context, setting: Setting): Promise<void> {
  const { waiting, invitation, zone, json = false, language } = setting;
  const setup = new Setup({
    ...context,
    toRequest: (given) => toRequest(context, given, { ...(zone !== undefined && { zone }) }),
  });
  if (invitation !== undefined) await setup.invite(await readInvitation(invitation));
  const server = await openSetupPage(context, setup);
  try {
    await untilEnrolled(context, { setup, server, setting });
    const config = toConfig(context.config.settings, (await enrolledIdentity(context)).pins);
    if (!json) say([SETUP_WORDS[language].enrolled]);
    const patience = new Patience({ ...context, ...waiting });
    await runLocked({ ...context, config }, { page: true, at: server, json, language }, { patience, ...waiting });
  } finally {
    setup.close();
    await server.close();
  }
}

interface Door {
  readonly setup: Setup;
  readonly server: PageServer;
  readonly setting: Setting;
}

/** So soon it is seen that somebody came, left, or is done. */
const LOOK_MS = 200;

/**
 * Hands out a link that lets one person in; another one where it was not used in time, whoever had it logged out, or Enter is pressed in
 * the window of this program. That ends the session that there was, so that never more than one person has the first steps: whoever
 * closed the page has nothing left of it but this window.
 *
 * @throws AgentError `interrupted`; what the coach API refused the invitation with, if that was the last that happened
 */
async function untilEnrolled(context: Context, { setup, server, setting }: Door): Promise<void> {
  const { pause, stopped } = setting.waiting;
  let usable = 0;
  let wasHeld = false;
  const forgetEnter = onEnter(process.stdin, () => {
    server.sessions.close();
    usable = 0;
  });
  try {
    while (setup.state.step !== 'done') {
      if (stopped.aborted) throw setup.refusal ?? new AgentError('interrupted', ENROL_REFUSALS.stopped);
      const isHeld = server.sessions.areHeld;
      if (!isHeld && (wasHeld || context.clock() >= usable)) {
        await handOut(context, server, setting);
        usable = context.clock() + LOGIN_LIVES;
      }
      wasHeld = isHeld;
      await pause(LOOK_MS, stopped);
    }
  } finally {
    forgetEnter();
  }
}

async function handOut(
  context: Context,
  { address }: PageServer,
  { open, json = false, language, env }: Setting,
): Promise<void> {
  const link = `http://127.0.0.1:${address?.port}/#login=${await makeLogin(context)}`;
  if (json) return print({ link });
  say([SETUP_WORDS[language].link, link, SETUP_WORDS[language].again]);
  if (open && process.stdout.isTTY) openBrowser(link, { state: context.config.state, env });
}

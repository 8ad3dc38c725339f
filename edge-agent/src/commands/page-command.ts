import type { Command } from 'commander';
import { openBrowser } from '../adapters/browser.js';
import { answersAt } from '../adapters/page-probe.js';
import { type Environment, pagePortOf } from '../config.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { PAGE_HELP } from '../core/help-words/day-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { NETWORK_REFUSALS } from '../core/refusal-words/network-refusals.js';
import { AgentError } from '../error.js';
import { makeLogin } from '../page-logins.js';
import { jsonOption, languageOption, print, say } from './options.js';
import { examples, type Surroundings } from './speaking.js';

interface PageOptions {
  readonly open: boolean;
  readonly json?: boolean;
  readonly language: Language;
}

/** Adds `page`: a way into the page that `run` serves. */
export function addPage(program: Command, { env, language }: Surroundings, withContext: WithContext): void {
  const says = inLanguage(PAGE_HELP, language);
  program
    .command('page')
    .summary(says.summary)
    .description(says.description)
    .option('--no-open', says.noOpen)
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addHelpText('after', examples(language, ['fit4work-agent page', 'fit4work-agent page --no-open'], says.note))
    .action((options: PageOptions) => withContext((context) => pageCommand(context, env, options)));
}

const SAID = {
  en: 'This link works once, within five minutes, on this machine:',
  nl: 'Deze link werkt één keer, binnen vijf minuten, op deze machine:',
} as const;

async function pageCommand(context: Context, env: Environment, { open, json, language }: PageOptions): Promise<void> {
  const base = `http://127.0.0.1:${pagePortOf(context.config.settings)}/`;
  const identity = await enrolledIdentity(context);
  // Asked before a login is made: whoever else took the port is given none.
  if (!(await answersAt(base, identity, context.entropy))) {
    throw new AgentError('unreachable', NETWORK_REFUSALS.pageAway(base));
  }
  const link = `${base}#login=${await makeLogin(context)}`;
  if (json) return print({ link });
  say([SAID[language], link]);
  if (open && process.stdout.isTTY) openBrowser(link, { state: context.config.state, env });
}

import type { Command } from 'commander';
import { openBrowser } from '../adapters/browser.js';
import { answersAt } from '../adapters/page-probe.js';
import type { Environment } from '../config.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import type { Language } from '../core/language.js';
import { AgentError } from '../error.js';
import { makeLogin } from '../page-logins.js';
import { jsonOption, languageOption, print, say } from './options.js';

interface PageOptions {
  readonly open: boolean;
  readonly json?: boolean;
  readonly language: Language;
}

/** Adds `page`: a way into the page that `run` serves. */
export function addPage(program: Command, env: Environment, withContext: WithContext): void {
  program
    .command('page')
    .summary('open your own page, which `run` serves on this machine')
    .description(
      'Prints a link that logs in at the page once, within five minutes, and opens it where a browser can be.',
    )
    .option('--no-open', 'only print the link')
    .addOption(jsonOption())
    .addOption(languageOption(env, 'of what is said'))
    .addHelpText(
      'after',
      '\nThe link is as good as a key for as long as it lives: give it to nobody.\n\nExamples:\n  fit4work-agent page\n  fit4work-agent page --no-open',
    )
    .action((options: PageOptions) => withContext((context) => pageCommand(context, env, options)));
}

const SAID = {
  en: 'This link works once, within five minutes, on this machine:',
  nl: 'Deze link werkt één keer, binnen vijf minuten, op deze machine:',
} as const;

async function pageCommand(context: Context, env: Environment, { open, json, language }: PageOptions): Promise<void> {
  const base = `http://127.0.0.1:${context.config.pagePort}/`;
  const identity = await enrolledIdentity(context);
  // Asked before a login is made: whoever else took the port is given none.
  if (!(await answersAt(base, identity, context.entropy))) {
    throw new AgentError('unreachable', `This agent serves no page at ${base}; start \`run\`, or free the port.`);
  }
  const link = `${base}#login=${await makeLogin(context)}`;
  if (json) return print({ link });
  say([SAID[language], link]);
  if (open && process.stdout.isTTY) openBrowser(link, { state: context.config.state, env });
}

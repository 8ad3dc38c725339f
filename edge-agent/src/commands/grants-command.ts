import type { Command } from 'commander';
import type { Environment } from '../config.js';
import { confirmGrants, unconfirmedGrants } from '../confirm-grants.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { consentLines } from '../core/consent-lines.js';
import { CONSENT_SAID, unconfirmedLines } from '../core/consent-said.js';
import type { Language } from '../core/language.js';
import { ownGrants } from '../own-consent.js';
import { confirm } from './confirm.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, say } from './options.js';

interface GrantsOptions {
  readonly all?: boolean;
  readonly confirm?: boolean;
  readonly yes?: boolean;
  readonly passphraseFile?: string;
  readonly json?: boolean;
  readonly language: Language;
}

/** Adds `grants`: what is shared, and everything that ever was; and the word that what was recovered still stands. */
export function addGrants(program: Command, env: Environment, withContext: WithContext): void {
  program
    .command('grants')
    .description('shows the grants that live; exit 1 if a record of them was changed on disk')
    .option('--all', 'the whole history: grants, withdrawals and lapses, in order')
    .option('--confirm', 'confirm the grants that came back by `recover`, so that days are shared under them again')
    .option('--yes', 'confirm without being asked, as where no terminal is')
    .addOption(passphraseFile())
    .addOption(jsonOption())
    .addOption(languageOption(env, 'of what is shown'))
    .addHelpText(
      'after',
      '\nExamples:\n  fit4work-agent grants\n  fit4work-agent grants --all --json\n  fit4work-agent grants --confirm',
    )
    .action((options: GrantsOptions) =>
      withContext((context) => (options.confirm === true ? confirmCommand : grantsCommand)(context, options)),
    );
}

async function grantsCommand(context: Context, options: GrantsOptions): Promise<void> {
  const { all = false, json = false, language } = options;
  const identity = await enrolledIdentity(context);
  const own = await ownGrants(context, identity, all);
  const { zone } = context.config;
  if (json) print(own);
  else {
    const waiting = own.complete ? await unconfirmedGrants(context.outbox, identity, context.clock()) : [];
    say([...consentLines({ ...own, all }, { language, zone }), ...unconfirmedLines(waiting.length, language)]);
  }
  if (!own.complete) process.exitCode = 1;
}

async function confirmCommand(context: Context, options: GrantsOptions): Promise<void> {
  const { json = false, yes = false, language, passphraseFile: file } = options;
  const said = CONSENT_SAID[language];
  const identity = await enrolledIdentity(context);
  const waiting = new Set((await unconfirmedGrants(context.outbox, identity, context.clock())).map(({ id }) => id));
  if (waiting.size > 0 && !yes) {
    const own = await ownGrants(context, identity, false);
    const events = own.events.filter((each) => each.event === 'grant' && waiting.has(each.id));
    say(consentLines({ ...own, events, all: false }, { language, zone: context.config.zone }));
    await confirm({ text: said.confirmQuestion, yes: said.yes });
  }
  const confirmed = waiting.size === 0 ? [] : await confirmGrants(context, identity, await readPassphrase(file));
  if (json) print({ confirmed });
  else say(confirmed.length === 0 ? [said.noneToConfirm] : said.confirmed(confirmed));
}

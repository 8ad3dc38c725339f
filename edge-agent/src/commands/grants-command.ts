import type { Command } from 'commander';
import { confirmGrants, unconfirmedGrants } from '../confirm-grants.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { consentLines } from '../core/consent-lines.js';
import { CONSENT_SAID, unconfirmedLines } from '../core/consent-said.js';
import { GRANTS_HELP } from '../core/help-words/coach-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { ownGrants } from '../own-consent.js';
import { confirm } from './confirm.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, say } from './options.js';
import { examples } from './speaking.js';

interface GrantsOptions {
  readonly all?: boolean;
  readonly confirm?: boolean;
  readonly yes?: boolean;
  readonly passphraseFile?: string;
  readonly json?: boolean;
  readonly language: Language;
}

/** Adds `grants`: what is shared, and everything that ever was; and the word that what was recovered still stands. */
export function addGrants(program: Command, language: Language, withContext: WithContext): void {
  const says = inLanguage(GRANTS_HELP, language);
  program
    .command('grants')
    .summary(says.summary)
    .description(says.description)
    .option('--all', says.all)
    .option('--confirm', says.confirm)
    .option('--yes', says.yes)
    .addOption(passphraseFile(language))
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addHelpText(
      'after',
      examples(language, [
        'fit4work-agent grants',
        'fit4work-agent grants --all --json',
        'fit4work-agent grants --confirm',
      ]),
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
  const { json = false, yes = false, language } = options;
  const said = CONSENT_SAID[language];
  const identity = await enrolledIdentity(context);
  const waiting = new Set((await unconfirmedGrants(context.outbox, identity, context.clock())).map(({ id }) => id));
  if (waiting.size > 0 && !yes) {
    const own = await ownGrants(context, identity, false);
    const events = own.events.filter((each) => each.event === 'grant' && waiting.has(each.id));
    say(consentLines({ ...own, events, ending: [], all: false }, { language, zone: context.config.zone }));
    await confirm({ text: said.confirmQuestion, yes: said.yes });
  }
  const confirmed = waiting.size === 0 ? [] : await confirmGrants(context, identity, await readPassphrase(options));
  if (json) print({ confirmed });
  else say(confirmed.length === 0 ? [said.noneToConfirm] : said.confirmed(confirmed));
}

import type { Command } from 'commander';
import { confirmGrants, unconfirmedGrants } from '../confirm-grants.js';
import { type Context, enrolledIdentity, logTiles, type WithContext } from '../context.js';
import { isWhole } from '../core/consent-history.js';
import { consentLines } from '../core/consent-lines.js';
import { CONSENT_SAID, unconfirmedLines } from '../core/consent-said.js';
import { GRANTS_HELP } from '../core/help-words/coach-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { WAITS } from '../core/progress-words.js';
import { AgentError } from '../error.js';
import { ownConsent, ownGrants } from '../own-consent.js';
import type { Identity } from '../ports.js';
import { refetchConsent } from '../recovery/refetch-consent.js';
import { confirm } from './confirm.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, say, sayBeforeAsking } from './options.js';
import { whileWaiting } from './progress.js';
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
  const { json = false, language } = options;
  const said = CONSENT_SAID[language];
  const identity = await enrolledIdentity(context);
  const asked = isWhole(await ownConsent(context.outbox, identity)) ? undefined : await readPassphrase(options);
  const restored = asked === undefined ? undefined : await refetch(context, identity, { passphrase: asked, language });
  if (restored !== undefined && !json) say([said.restored(restored)]);
  const done = restored === undefined ? {} : { restored };
  const confirmed = await telling(done, () => confirmWaiting(context, { identity, asked }, options));
  if (json) print({ ...done, confirmed });
  else say(confirmed.length === 0 ? [said.noneToConfirm] : said.confirmed(confirmed));
}

/** Shows the grants that wait, asks, and confirms them. @param of `asked`: the passphrase, where it was asked for already */
async function confirmWaiting(
  context: Context,
  { identity, asked }: { readonly identity: Identity; readonly asked: string | undefined },
  options: GrantsOptions,
): Promise<readonly string[]> {
  const { json = false, yes = false, language } = options;
  const waiting = new Set((await unconfirmedGrants(context.outbox, identity, context.clock())).map(({ id }) => id));
  if (waiting.size === 0) return [];
  if (!yes) {
    const own = await ownGrants(context, identity, false);
    const events = own.events.filter((each) => each.event === 'grant' && waiting.has(each.id));
    const shown = { ...own, events, ending: [], all: false };
    sayBeforeAsking(consentLines(shown, { language, zone: context.config.zone }), json);
    await confirm({ text: CONSENT_SAID[language].confirmQuestion, yes: CONSENT_SAID[language].yes });
  }
  const passphrase = asked ?? (await readPassphrase(options));
  return confirmGrants(context, identity, { passphrase, grants: [...waiting] });
}

/** A failure after something was done tells that too. */
async function telling<T>(done: Readonly<Record<string, unknown>>, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw error instanceof AgentError ? new AgentError(error.code, error.said, { cause: error, done }) : error;
  }
}

/** Consent that a repair could not save comes back from the coach API first: of what is not known nothing can be confirmed. */
const refetch = (
  context: Context,
  identity: Identity,
  { passphrase, language }: { readonly passphrase: string; readonly language: Language },
): Promise<number | undefined> => {
  const place = { coachUrl: context.config.coachUrl, certificates: identity.pins.certificates };
  const ports = { ...context, tiles: logTiles(context) };
  return whileWaiting(WAITS[language].consent, () => refetchConsent(ports, identity, { passphrase, place }));
};

import type { Command } from 'commander';
import { confirmGrants, unconfirmedGrants } from '../confirm-grants.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { isWhole } from '../core/consent-history.js';
import { consentLines } from '../core/consent-lines.js';
import { CONSENT_SAID, unconfirmedLines } from '../core/consent-said.js';
import { GRANTS_HELP } from '../core/help-words/coach-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { notLookedUpLines, otherAgentLines } from '../core/other-machine-words.js';
import { WAITS } from '../core/progress-words.js';
import { AgentError } from '../error.js';
import { keptAgents } from '../kept-agents.js';
import { ownConsent, ownGrants } from '../own-consent.js';
import type { Identity } from '../ports.js';
import type { CaughtUp } from '../recovery/catch-up-consent.js';
import { refetchConsent } from '../recovery/refetch-consent.js';
import { catchUp, placeOf, refetchPorts } from './catch-up.js';
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
  const otherAgents = await keptAgents(context, identity);
  if (json) print({ ...own, otherAgents });
  else {
    const waiting = own.complete ? await unconfirmedGrants(context.outbox, identity, context.clock()) : [];
    say([
      ...consentLines({ ...own, all }, { language, zone }),
      ...unconfirmedLines(waiting.length, language),
      ...otherAgentLines(otherAgents, language),
    ]);
  }
  if (!own.complete) process.exitCode = 1;
}

async function confirmCommand(context: Context, options: GrantsOptions): Promise<void> {
  const { json = false, language } = options;
  const said = CONSENT_SAID[language];
  const identity = await enrolledIdentity(context);
  const wasWhole = isWhole(await ownConsent(context.outbox, identity));
  const passphrase = await readPassphrase(options);
  const { restored, why } = await refetch(context, identity, { passphrase, language, wasWhole });
  const done = wasWhole && restored === 0 ? {} : { restored };
  if (!json) say([...('restored' in done ? [said.restored(restored)] : []), ...notLookedUpLines(why, language)]);
  const confirmed = await telling(done, () => confirmWaiting(context, { identity, passphrase }, options));
  if (json) print({ ...done, confirmed, lookedUp: why === undefined });
  else say(confirmed.length === 0 ? [said.noneToConfirm] : said.confirmed(confirmed));
}

/** Shows the grants that wait, asks, and confirms them. */
async function confirmWaiting(
  context: Context,
  { identity, passphrase }: { readonly identity: Identity; readonly passphrase: string },
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

/**
 * Consent that a repair could not save comes back from the coach API first: of what is not known nothing can be confirmed.
 * Where none is missing that of other machines comes too, if the coach API answers.
 */
async function refetch(
  context: Context,
  identity: Identity,
  of: { readonly passphrase: string; readonly language: Language; readonly wasWhole: boolean },
): Promise<CaughtUp> {
  const { passphrase, language, wasWhole } = of;
  const caughtUp = wasWhole ? await catchUp(context, identity, of) : undefined;
  if (caughtUp !== undefined && caughtUp.why !== 'refused') return caughtUp;
  // Here what is wrong with an answer is said, and not only that something is.
  const request = { passphrase, place: placeOf(context, identity) };
  const ask = (): Promise<number> => refetchConsent(refetchPorts(context), identity, request);
  return { restored: await whileWaiting(WAITS[language].consent, ask) };
}

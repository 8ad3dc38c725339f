import {
  GRANULARITIES,
  type GrantScope,
  type Granularity,
  METRICS,
  type Metric,
  WINDOW_KIND,
} from '@fit4work/protocol';
import type { Command } from 'commander';
import { type Context, coachTimeOf, enrolledIdentity, type WithContext } from '../context.js';
import { checkCoachId } from '../core/coach-id.js';
import { CONSENT_SAID } from '../core/consent-said.js';
import { besidesLines, previewLines } from '../core/grant-lines.js';
import { checkGrantTerm, MOST_DAYS_VALID } from '../core/grant-term.js';
import { GRANT_HELP } from '../core/help-words/coach-help.js';
import { OPTION_HELP } from '../core/help-words/program-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { localTime } from '../core/local-time.js';
import { notLookedUpLines } from '../core/other-machine-words.js';
import { daysText } from '../core/progress-words.js';
import { COMMAND_REFUSALS } from '../core/refusal-words/command-refusals.js';
import { checkShown } from '../core/shown-scope.js';
import { waitingReleases, witnessed } from '../deliver.js';
import { AgentError } from '../error.js';
import { type GrantOffer, offerGrant } from '../grant-offer.js';
import { type GrantRequest, grant, liveGrants } from '../grants.js';
import type { Identity } from '../ports.js';
import { catchUp } from './catch-up.js';
import { confirm } from './confirm.js';
import { sendAndWait, waitOption } from './deliver.js';
import {
  between,
  calendarDay,
  jsonOption,
  languageOption,
  listOption,
  passphraseFile,
  print,
  readPassphrase,
  say,
  sayBeforeAsking,
} from './options.js';
import { progressOn } from './progress.js';
import { examples } from './speaking.js';
import { unlock } from './unlock.js';

/** Adds `grant`: what a coach may see, shown before it is signed. */
export function addGrant(program: Command, language: Language, withContext: WithContext): void {
  const says = inLanguage(GRANT_HELP, language);
  program
    .command('grant')
    .summary(says.summary)
    .description(says.description)
    .requiredOption('--coach <id>', says.coach)
    .addOption(listOption('--metrics <list>', METRICS, language).makeOptionMandatory())
    .addOption(listOption('--granularity <list>', GRANULARITIES, language).makeOptionMandatory())
    .requiredOption('--from <date>', OPTION_HELP.firstDay[language], calendarDay(language))
    .requiredOption('--until <date>', OPTION_HELP.lastDay[language], calendarDay(language))
    .option('--days-valid <n>', says.daysValid, between(1, MOST_DAYS_VALID, language), 90)
    .option('--preview', says.preview)
    .option('--yes', says.yes)
    .addOption(waitOption(60, language))
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addOption(passphraseFile(language))
    .addHelpText(
      'after',
      examples(language, [
        'fit4work-agent grant --coach coach-1 --metrics steps,sleep --granularity day \\',
        '  --from 2026-11-01 --until 2027-01-31 --passphrase-file ~/.fit4work/passphrase',
        `fit4work-agent grant … --preview          ${says.previewExample}`,
      ]),
    )
    .action((options: GrantOptions) => withContext((context) => grantCommand(context, options)));
}

interface GrantOptions {
  readonly coach: string;
  readonly metrics: readonly Metric[];
  readonly granularity: readonly Granularity[];
  readonly from: string;
  readonly until: string;
  readonly daysValid: number;
  readonly preview?: boolean;
  readonly yes?: boolean;
  readonly wait: number;
  readonly json?: boolean;
  readonly language: Language;
  readonly passphraseFile?: string;
}

async function grantCommand(context: Context, options: GrantOptions): Promise<void> {
  const identity = await enrolledIdentity(context);
  const request = requestOf(context, options);
  const passphrase = await readPassphrase(options);
  const shown = await show(context, identity, { request, passphrase, options });
  const { json = false, language } = options;
  if (options.preview === true) {
    if (json) print(shown);
    else say([CONSENT_SAID[language].nothingSigned]);
    return;
  }
  const { signQuestion, yes } = CONSENT_SAID[language];
  if (options.yes !== true) await confirm({ text: signQuestion, yes });
  const before = await liveGrants(context.outbox, identity, context.clock());
  const coachTime = (): Promise<number | undefined> => coachTimeOf(context, identity);
  const id = await grant({ ...context, coachTime }, { identity, zone: context.config.zone }, { request, passphrase });
  const same = before.find((live) => live.id === id);
  if (!json && same === undefined) say([CONSENT_SAID[language].signed(id)]);
  if (!json && same !== undefined) {
    say([CONSENT_SAID[language].already(id, localTime(same.grant.expires, context.config.zone))]);
  }
  const leaves = [id, ...(await waitingReleases(context, id))];
  const wait = { for: 'proven', seconds: options.wait, language } as const;
  const told = await witnessed(context.outbox, identity, await sendAndWait(context, identity, { leaves, wait }));
  if (json) print({ grant: id, signed: same === undefined, ...told, ...shown });
  else if (told.ended) say([CONSENT_SAID[language].endedMeanwhile]);
  else {
    // Only days that have keys were released.
    const opened = (await context.vault.dayKeys(request.from, request.until)).length > 0;
    say([CONSENT_SAID[language].granted({ ...told, opened })]);
  }
}

function requestOf({ clock, config }: Context, options: GrantOptions): GrantRequest {
  const { coach, from, until, language, daysValid } = options;
  checkCoachId(coach);
  if (from > until) throw new AgentError('bad-configuration', COMMAND_REFUSALS.daysReversed);
  const granularities = GRANULARITIES.filter((name) => options.granularity.includes(name));
  const scope: GrantScope[] = METRICS.filter((name) => options.metrics.includes(name)).map((metric) => ({
    metric,
    granularities,
  }));
  checkShown(scope);
  const now = clock();
  const expires = now + daysValid * WINDOW_KIND.day;
  checkGrantTerm({ from, until, expires }, { now, zone: config.zone });
  return { coach, scope, from, until, language, expires };
}

/** Prints the notice and the preview, or gives them to be printed as data. */
async function show(
  context: Context,
  identity: Identity,
  of: { request: GrantRequest; passphrase: string; options: GrantOptions },
): Promise<GrantOffer & { readonly lookedUp: boolean }> {
  const { json = false, language } = of.options;
  const { zone } = context.config;
  const vaultKey = await unlock(context, identity, { passphrase: of.passphrase, json, language });
  const { why } = await catchUp(context, identity, { passphrase: of.passphrase, language });
  const progress = progressOn(process.stderr);
  const onDay = (done: number, days: number): void => progress.update(daysText(done, days, language));
  const offer = await offerGrant(context, { identity, zone }, { request: of.request, vaultKey, onDay });
  progress.clear();
  const asks = of.options.yes !== true && of.options.preview !== true;
  if (!json || asks) {
    const place = { language, zone, coach: of.request.coach };
    const besides = besidesLines(offer.besides, place);
    const known = [...besides, ...notLookedUpLines(why, language)];
    const lines = [...previewLines(offer.preview, place), ...(known.length > 0 ? ['', ...known] : [])];
    sayBeforeAsking([...lines, '', offer.notice.text, ''], json);
  }
  return { ...offer, lookedUp: why === undefined };
}

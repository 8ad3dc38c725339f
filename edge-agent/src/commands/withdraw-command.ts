import type { Command } from 'commander';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { checkCoachId } from '../core/coach-id.js';
import { CONSENT_SAID } from '../core/consent-said.js';
import { WITHDRAW_HELP } from '../core/help-words/coach-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { notLookedUpLines } from '../core/other-machine-words.js';
import { COMMAND_REFUSALS } from '../core/refusal-words/command-refusals.js';
import { AgentError } from '../error.js';
import type { Ending } from '../grants.js';
import { otherAgents } from '../other-agents.js';
import type { Identity } from '../ports.js';
import { withdrawEverywhere } from '../withdraw-everywhere.js';
import { placeOf, refetchPorts } from './catch-up.js';
import { sendAndWait, waitOption } from './deliver.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, say } from './options.js';
import { examples } from './speaking.js';

/** Adds `withdraw`: the end of what a coach may see, in one step. It asks nothing back: it takes nothing that cannot be given again. */
export function addWithdraw(program: Command, language: Language, withContext: WithContext): void {
  const says = inLanguage(WITHDRAW_HELP, language);
  program
    .command('withdraw')
    .argument('[grant]', says.grant)
    .summary(says.summary)
    .description(says.description)
    .option('--coach <id>', says.coach)
    .option('--all', says.all)
    .addOption(waitOption(5, language))
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addOption(passphraseFile(language))
    .addHelpText(
      'after',
      examples(
        language,
        [
          'fit4work-agent withdraw --coach coach-1 --passphrase-file ~/.fit4work/passphrase',
          'fit4work-agent withdraw --all --wait 0 --passphrase-file ~/.fit4work/passphrase',
        ],
        says.note,
      ),
    )
    .action((grantId: string | undefined, options: WithdrawOptions) =>
      withContext((context) => withdrawCommand(context, endingOf(grantId, options), options)),
    );
}

interface WithdrawOptions {
  readonly coach?: string;
  readonly all?: boolean;
  readonly wait: number;
  readonly json?: boolean;
  readonly language: Language;
  readonly passphraseFile?: string;
}

function endingOf(grantId: string | undefined, { coach, all }: WithdrawOptions): Ending {
  const given: readonly Ending[] = [
    ...(grantId === undefined ? [] : [{ grantId }]),
    ...(coach === undefined ? [] : [{ coach }]),
    ...(all === true ? [{ all } as const] : []),
  ];
  const [ending] = given;
  if (coach !== undefined) checkCoachId(coach);
  if (grantId !== undefined && !/^[0-9a-f]{64}$/.test(grantId)) {
    throw new AgentError('bad-configuration', COMMAND_REFUSALS.notGrantId);
  }
  if (ending !== undefined && given.length === 1) return ending;
  throw new AgentError('bad-configuration', COMMAND_REFUSALS.withdrawWhat);
}

async function withdrawCommand(context: Context, ending: Ending, options: WithdrawOptions): Promise<void> {
  const { json = false, language } = options;
  const said = CONSENT_SAID[language];
  const identity = await enrolledIdentity(context);
  const passphrase = await readPassphrase(options);
  const place = placeOf(context, identity);
  const { ended, stored, caughtUp } = await withdrawEverywhere(refetchPorts(context), identity, {
    ...{ ending, passphrase, place, seconds: options.wait },
    // Said before it is waited for: it holds from here on.
    tell: (each) => (json ? undefined : say(said.withdrawn(each))),
    deliver: async (each) => {
      const leaves = each.map(({ withdrawal }) => withdrawal);
      const wait = { for: 'stored', seconds: options.wait, language } as const;
      return (await sendAndWait(context, identity, { leaves, wait })).stored;
    },
  });
  const others = await othersWithin(context, identity, { passphrase, seconds: options.wait });
  const lookedUp = caughtUp.why === undefined;
  if (json) print({ withdrawn: ended.map(({ grant }) => grant), stored, otherAgents: others ?? null, lookedUp });
  else say([said.ended({ stored }), ...said.notTold(others), ...notLookedUpLines(caughtUp.why, language)]);
}

/** @returns undefined where the coach API does not say within that time */
async function othersWithin(
  context: Context,
  identity: Identity,
  { passphrase, seconds }: { readonly passphrase: string; readonly seconds: number },
): Promise<readonly number[] | undefined> {
  if (seconds === 0) return undefined;
  const place = placeOf(context, identity);
  const late = new Promise<undefined>((resolve) => {
    AbortSignal.timeout(seconds * 1000).addEventListener('abort', () => resolve(undefined));
  });
  return Promise.race([otherAgents(context, identity, { passphrase, place }), late]);
}

import type { Command } from 'commander';
import type { Environment } from '../config.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { CONSENT_SAID } from '../core/consent-said.js';
import type { Language } from '../core/language.js';
import { AgentError } from '../error.js';
import { type Ending, withdraw } from '../grants.js';
import { sendAndWait, waitOption } from './deliver.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, say } from './options.js';

/** Adds `withdraw`: the end of what a coach may see, in one step. It asks nothing back: it takes nothing that cannot be given again. */
export function addWithdraw(program: Command, env: Environment, withContext: WithContext): void {
  program
    .command('withdraw')
    .argument('[grant]', 'id of the grant, as `grants` shows it')
    .summary('end a grant, in one step')
    .description(
      'Ends a grant, all grants to a coach, or all grants. It holds here at once, online or not; the coach API destroys the keys as soon as it hears of it.',
    )
    .option('--coach <id>', 'end every grant to this coach')
    .option('--all', 'end every grant')
    .addOption(waitOption(5))
    .addOption(jsonOption())
    .addOption(languageOption(env, 'of what is said'))
    .addOption(passphraseFile())
    .addHelpText(
      'after',
      `
Exit code 0 says that it is withdrawn, whether or not the coach API has confirmed it yet.

Examples:
  fit4work-agent withdraw --coach coach-1 --passphrase-file ~/.fit4work/passphrase
  fit4work-agent withdraw --all --wait 0 --passphrase-file ~/.fit4work/passphrase`,
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
  if (ending !== undefined && given.length === 1) return ending;
  throw new AgentError('bad-configuration', 'Say which grants end: the id of one, --coach or --all.');
}

async function withdrawCommand(context: Context, ending: Ending, options: WithdrawOptions): Promise<void> {
  const { json = false, language } = options;
  const said = CONSENT_SAID[language];
  const identity = await enrolledIdentity(context);
  const ended = await withdraw(context, identity, {
    ...ending,
    passphrase: await readPassphrase(options.passphraseFile),
  });
  const grants = ended.map(({ grant }) => grant);
  // Said before it is waited for: it holds from here on.
  if (!json) say(said.withdrawn(grants));
  const leaves = ended.map(({ withdrawal }) => withdrawal);
  const { stored } = await sendAndWait(context, identity, {
    leaves,
    wait: { for: 'stored', seconds: options.wait, language },
  });
  if (json) print({ withdrawn: grants, stored });
  else say([said.ended({ stored })]);
}

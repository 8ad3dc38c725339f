import { type Command, Option } from 'commander';
import { familyNames, loadFamilies } from '../adapters/families.js';
import { readNamedFile } from '../config.js';
import { type Context, forgetRadioUnlessUsed, openCentral, type WithContext } from '../context.js';
import { PAIR_HELP } from '../core/help-words/agent-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { PAIR_WORDS } from '../core/pair-words.js';
import { NAMED_FILES } from '../core/refusal-words/command-refusals.js';
import { WEARABLE_REFUSALS } from '../core/refusal-words/wearable-refusals.js';
import { refuseRecovering } from '../enrol.js';
import { AgentError } from '../error.js';
import { agreeOnKey, parseKey, toPairing } from '../pair.js';
import { jsonOption, languageOption, print, say } from './options.js';
import { examples } from './speaking.js';

/** A wearable may be put on the list before its wearer is enrolled; to be taken off it there has to be one. */
interface Vaults {
  readonly withContext: WithContext;
  readonly making: WithContext;
}

/** Adds `pair` and `unpair`: the allow-list. */
export function addPairing(program: Command, language: Language, { withContext, making }: Vaults): void {
  const says = inLanguage(PAIR_HELP, language);
  const pair = program
    .command('pair')
    .summary(says.summary)
    .description(says.description)
    .requiredOption('--address <address>', says.address)
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addHelpText('after', examples(language, ['fit4work-agent pair --address c0:00:00:00:00:01 --family infinitime']));
  addPairOptions(pair, language).action((options: PairOptions & Saying) =>
    making(async (context) => {
      await pairWith(context, options);
      const [paired, { family }] = [options.address?.toLowerCase() ?? '', options];
      if (options.json) print({ paired, family });
      else say([PAIR_WORDS[options.language].paired(paired, family)]);
    }),
  );
  program
    .command('unpair')
    .summary(says.unpairSummary)
    .description(says.unpairDescription)
    .requiredOption('--address <address>', says.address)
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addHelpText('after', examples(language, ['fit4work-agent unpair --address c0:00:00:00:00:01']))
    .action((options: { address: string } & Saying) =>
      withContext(async (context) => {
        const unpaired = options.address.toLowerCase();
        if (!(await context.vault.unpair(unpaired))) {
          throw new AgentError('wearable', WEARABLE_REFUSALS.notPaired);
        }
        await forgetRadioUnlessUsed(context);
        if (options.json) print({ unpaired });
        else say([PAIR_WORDS[options.language].unpaired(unpaired)]);
      }),
    );
}

interface Saying {
  readonly json?: boolean;
  readonly language: Language;
}

export interface PairOptions {
  readonly address?: string;
  readonly family: string;
  readonly keyFile?: string;
  readonly language?: Language;
}

/** What a wearable is paired with, beside its address. */
export const addPairOptions = (command: Command, language: Language): Command =>
  command.addOption(familyOption(language)).option('--key-file <file>', PAIR_HELP.keyFile[language]);

const familyOption = (language: Language): Option =>
  new Option('--family <name>', PAIR_HELP.family[language]).choices(familyNames()).default('huami');

export async function pairWith(
  context: Context,
  { address = '', family, keyFile, language = 'en' }: PairOptions,
): Promise<void> {
  refuseRecovering(await context.vault.identity());
  const families = await loadFamilies();
  const bare = toPairing(families, { address, family, key: undefined });
  const isKeyed = families.get(family)?.keyed === true;
  if (!isKeyed && keyFile !== undefined) {
    throw new AgentError('bad-configuration', WEARABLE_REFUSALS.keyless(family));
  }
  const key = keyFile === undefined ? undefined : parseKey(readNamedFile(keyFile, NAMED_FILES.key));
  const pairing = { ...bare, key };
  if (!isKeyed || key !== undefined) return context.vault.pair(pairing);
  const central = await openCentral(context);
  try {
    process.stderr.write(`${PAIR_WORDS[language].confirm}\n`);
    await agreeOnKey({ ...context, central, families, zone: context.config.zone }, pairing);
  } finally {
    await central.close();
  }
}

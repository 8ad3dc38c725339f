import { type Command, Option } from 'commander';
import { familyNames, loadFamilies } from '../adapters/families.js';
import { type Environment, readNamedFile } from '../config.js';
import { type Context, openCentral, type WithContext } from '../context.js';
import type { Language } from '../core/language.js';
import { PAIR_WORDS } from '../core/pair-words.js';
import { AgentError } from '../error.js';
import { agreeOnKey, parseKey, toPairing } from '../pair.js';
import { jsonOption, languageOption, print, say } from './options.js';

/** Adds `pair` and `unpair`: the allow-list. */
export function addPairing(program: Command, env: Environment, withContext: WithContext): void {
  const pair = program
    .command('pair')
    .summary('put a wearable on the allow-list')
    .description('Puts a wearable on the allow-list; nothing else is ever connected to.')
    .requiredOption('--address <address>', 'Bluetooth address, aa:bb:cc:dd:ee:ff')
    .addOption(jsonOption())
    .addOption(languageOption(env, 'of what is said'))
    .addHelpText('after', '\nExample:\n  fit4work-agent pair --address c0:00:00:00:00:01 --family infinitime');
  addPairOptions(pair).action((options: PairOptions & Saying) =>
    withContext(async (context) => {
      await pairWith(context, options);
      const [paired, { family }] = [options.address?.toLowerCase() ?? '', options];
      if (options.json) print({ paired, family });
      else say([PAIR_WORDS[options.language].paired(paired, family)]);
    }),
  );
  program
    .command('unpair')
    .summary('take a wearable off the allow-list')
    .description('Takes a wearable off the allow-list, such as one that was lost; what it measured stays.')
    .requiredOption('--address <address>', 'Bluetooth address, aa:bb:cc:dd:ee:ff')
    .addOption(jsonOption())
    .addOption(languageOption(env, 'of what is said'))
    .addHelpText('after', '\nExample:\n  fit4work-agent unpair --address c0:00:00:00:00:01')
    .action((options: { address: string } & Saying) =>
      withContext(async ({ vault }) => {
        const unpaired = options.address.toLowerCase();
        if (!(await vault.unpair(unpaired))) {
          throw new AgentError('wearable', 'No wearable is paired under this address; list them with `status`.');
        }
        if (options.json) print({ unpaired });
        else say([PAIR_WORDS[options.language].unpaired(unpaired)]);
      }),
    );
}

interface Saying {
  readonly json?: boolean;
  readonly language: Language;
}

const KEY_FILE = 'file that holds the wearable’s 16-byte key in hexadecimal; a new one is agreed on if it is left out';

export interface PairOptions {
  readonly address?: string;
  readonly family: string;
  readonly keyFile?: string;
  readonly language?: Language;
}

/** What a wearable is paired with, beside its address. */
export const addPairOptions = (command: Command): Command =>
  command.addOption(familyOption()).option('--key-file <file>', KEY_FILE);

const familyOption = (): Option =>
  new Option('--family <name>', 'of the wearable').choices(familyNames()).default('huami');

export async function pairWith(
  context: Context,
  { address = '', family, keyFile, language = 'en' }: PairOptions,
): Promise<void> {
  const families = await loadFamilies();
  const bare = toPairing(families, { address, family, key: undefined });
  const isKeyed = families.get(family)?.keyed === true;
  if (!isKeyed && keyFile !== undefined) {
    throw new AgentError('bad-configuration', `A wearable of family ${family} has no key; leave --key-file out.`);
  }
  const key = keyFile === undefined ? undefined : parseKey(readNamedFile(keyFile, 'The key'));
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

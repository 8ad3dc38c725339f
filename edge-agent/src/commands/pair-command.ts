import { type Command, Option } from 'commander';
import { familyNames, loadFamilies } from '../adapters/families.js';
import { readNamedFile } from '../config.js';
import { type Context, openCentral, type WithContext } from '../context.js';
import { AgentError } from '../error.js';
import { agreeOnKey, parseKey, toPairing } from '../pair.js';
import { print } from './options.js';

/** Adds `pair` and `unpair`: the allow-list. */
export function addPairing(program: Command, withContext: WithContext): void {
  const pair = program
    .command('pair')
    .description('put a wearable on the allow-list; nothing else is ever connected to')
    .requiredOption('--address <address>', 'Bluetooth address, aa:bb:cc:dd:ee:ff');
  addPairOptions(pair).action((options: PairOptions) =>
    withContext(async (context) => {
      await pairWith(context, options);
      print({ paired: options.address?.toLowerCase(), family: options.family });
    }),
  );
  program
    .command('unpair')
    .description('take a wearable off the allow-list, such as one that was lost; what it measured stays')
    .requiredOption('--address <address>', 'Bluetooth address, aa:bb:cc:dd:ee:ff')
    .action(({ address }: { address: string }) =>
      withContext(async ({ vault }) => {
        if (await vault.unpair(address.toLowerCase())) print({ unpaired: address.toLowerCase() });
        else throw new AgentError('wearable', 'No wearable is paired under this address; list them with `status`.');
      }),
    );
}

const KEY_FILE = 'file that holds the wearable’s 16-byte key in hexadecimal; a new one is agreed on if it is left out';

export interface PairOptions {
  readonly address?: string;
  readonly family: string;
  readonly keyFile?: string;
}

/** What a wearable is paired with, beside its address. */
export const addPairOptions = (command: Command): Command =>
  command.addOption(familyOption()).option('--key-file <file>', KEY_FILE);

const familyOption = (): Option =>
  new Option('--family <name>', `of the wearable: ${familyNames().join(', ')}`).default('huami');

export async function pairWith(context: Context, { address = '', family, keyFile }: PairOptions): Promise<void> {
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
    process.stderr.write('Confirm on the wearable when it asks.\n');
    await agreeOnKey({ ...context, central, families, zone: context.config.zone }, pairing);
  } finally {
    await central.close();
  }
}

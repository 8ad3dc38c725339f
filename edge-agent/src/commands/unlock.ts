import type { BoxKeyPair } from '@fit4work/protocol';
import type { Context } from '../context.js';
import type { Language } from '../core/language.js';
import { lateLine } from '../core/late-words.js';
import type { Identity } from '../ports.js';
import { sealWaiting } from '../seal-waiting.js';
import { unlockVault } from '../unlock.js';

interface Saying {
  readonly json?: boolean | undefined;
  readonly language: Language;
}

/** The vault's key for a command, with which what waits for it is sealed as well. @throws AgentError `bad-passphrase` */
export async function unlock(
  context: Context,
  identity: Identity,
  { passphrase, ...saying }: Saying & { readonly passphrase: string },
): Promise<BoxKeyPair> {
  const vaultKey = await unlockVault(context.lock, identity, passphrase);
  await sealOnTheWay(context, identity, { vaultKey, ...saying });
  return vaultKey;
}

/** Seals what waits for the passphrase; what was made is said beside the result, in one line. */
export async function sealOnTheWay(
  context: Context,
  identity: Identity,
  { vaultKey, json = false, language }: Saying & { readonly vaultKey: BoxKeyPair },
): Promise<void> {
  const envelopes = await sealWaiting(context, { identity, zone: context.config.zone }, vaultKey);
  if (envelopes === 0) return;
  if (json) context.report('late-sealed', { envelopes });
  else process.stderr.write(`${lateLine(envelopes, language)}\n`);
}

import {
  AUTH_FORMS,
  type AuthForm,
  KEY_FLAGS,
  newKey,
  proofOf,
  readAgreement,
  readChallenge,
  readVerdict,
  refused,
  requestChallenge,
} from '../core/huami-auth.js';
import { WearableError } from '../wearable-error.js';
import type { Session } from '../wearable-port.js';
import type { GattLink } from './gatt-link.js';
import { Inbox } from './inbox.js';

export const HUAMI_AUTH = '000000090000351221180009af100700';
const KEY_BYTES = 16;
/** The wearer has to notice that the band asks, and to tap it. */
const PATIENCE = 3;

type Ask = (request: Uint8Array) => Promise<Uint8Array>;

/** Gives a band its new key. @throws WearableError `auth-refused` where its wearer does not confirm it */
export async function agreeOnHuamiKey(link: GattLink, key: Uint8Array, session: Session): Promise<void> {
  const ask = await asking(link, PATIENCE * session.silenceMs);
  for (const flags of KEY_FLAGS) {
    if (readAgreement(await ask(newKey(checked(key), flags))) === 'agreed') return;
  }
  throw refused();
}

/** Proves the session's key to a band, in the form that the band understands. @throws WearableError */
export async function authenticateToHuami(link: GattLink, session: Session): Promise<void> {
  const key = checked(session.key);
  const ask = await asking(link, session.silenceMs);
  const { challenge, form } = await challengeFrom(ask);
  readVerdict(await ask(proofOf(await aesBlock(key, challenge), form)), form);
}

/** A form counts where the band gives a challenge in it. What a band refuses or answers otherwise is not its form. */
async function challengeFrom(ask: Ask): Promise<{ readonly challenge: Uint8Array; readonly form: AuthForm }> {
  let first: WearableError | undefined;
  for (const form of AUTH_FORMS) {
    try {
      return { challenge: readChallenge(await ask(requestChallenge(form)), form), form };
    } catch (error) {
      if (!(error instanceof WearableError) || error.fault === 'transient') throw error;
      first ??= error;
    }
  }
  throw first ?? refused();
}

async function asking(link: GattLink, silenceMs: number): Promise<Ask> {
  const replies = new Inbox(link.lifeline, silenceMs);
  await link.subscribe(HUAMI_AUTH, (value) => replies.put(value));
  return (request) => replies.answerTo(() => link.write(HUAMI_AUTH, request));
}

function checked(key: Uint8Array | undefined): Uint8Array {
  if (key?.length === KEY_BYTES) return key;
  throw new WearableError('auth-refused', 'This wearable needs a key of 16 bytes; pair it anew.');
}

/** AES-128 of one block. Web Crypto has no mode for that; the first block of AES-CBC under a vector of zeros is the same. */
async function aesBlock(key: Uint8Array, block: Uint8Array): Promise<Uint8Array> {
  const name = 'AES-CBC';
  const aes = await crypto.subtle.importKey('raw', Uint8Array.from(key), name, false, ['encrypt']);
  const blocks = await crypto.subtle.encrypt({ name, iv: new Uint8Array(block.length) }, aes, Uint8Array.from(block));
  return new Uint8Array(blocks, 0, block.length);
}

import { toRecoveryWords, wipe } from '@fit4work/protocol';
import { type EnrolWords, enrolWords, wordTable } from './core/enrol-words.js';
import type { Language } from './core/language.js';
import { begunEnrolment, type EnrolPorts, type EnrolRequest, makeKeys, register } from './enrol.js';
import { AgentError } from './error.js';
import { passphraseProblem } from './new-agent.js';
import type { Entropy, Identity, Terminal, Vault } from './ports.js';
import { normal, noteWords, twoPlaces } from './recovery-words.js';

export interface DialoguePorts extends EnrolPorts {
  readonly terminal: Terminal;
}

/**
 * Enrols with the employee at the terminal. The passphrase comes first, so that the keys are durable before their words are
 * shown: who was interrupted goes on with the same keys, and the words on paper stay true. Only that they were asked back
 * is ever written down, and only then they are not shown again; nothing is sent before.
 *
 * @throws AgentError `already-enrolled`, `bad-invitation`, `interrupted`, `refused`, `unreachable`
 */
export async function enrolInDialogue(
  ports: DialoguePorts,
  request: EnrolRequest,
  language: Language,
): Promise<Identity> {
  const say = enrolWords(language);
  const { begun } = await begunEnrolment(ports, request.invitation);
  const { identity, root } =
    begun === undefined
      ? await makeKeys(ports, request, await askNewPassphrase(ports.terminal, say))
      : await reopen(ports, request, say);
  ports.terminal.say(say.makingKeys);
  const words = toRecoveryWords(root).split(' ');
  wipe(root);
  const confirmed = identity.wordsConfirmed ? identity : await confirmWords(ports, identity, { words, say });
  ports.terminal.say(say.registering);
  await register(ports, confirmed, request);
  return { ...confirmed, registered: true };
}

/** Asked twice, since nobody sees it; until both are the same. */
export async function askNewPassphrase(terminal: Terminal, say: EnrolWords): Promise<string> {
  for (;;) {
    const passphrase = await terminal.askSecret(say.newPassphrase);
    const problem = passphraseProblem(passphrase);
    if (problem !== undefined) terminal.say(say[problem]);
    else if ((await terminal.askSecret(say.passphraseAgain)) === passphrase) return passphrase;
    else terminal.say(say.passphrasesDiffer);
  }
}

async function reopen(
  ports: DialoguePorts,
  request: EnrolRequest,
  say: EnrolWords,
): Promise<{ readonly identity: Identity; readonly root: Uint8Array }> {
  for (;;) {
    try {
      return await makeKeys(ports, request, await ports.terminal.askSecret(say.passphrase));
    } catch (error) {
      if (!(error instanceof AgentError && error.code === 'bad-passphrase')) throw error;
      ports.terminal.say(say.passphraseWrong);
    }
  }
}

async function confirmWords(
  { terminal, entropy, vault }: { terminal: Terminal; entropy: Entropy; vault: Vault },
  identity: Identity,
  { words, say }: { words: readonly string[]; say: EnrolWords },
): Promise<Identity> {
  do {
    await showWords(terminal, words, say);
  } while (!(await askBack(terminal, { words, places: twoPlaces(entropy, words.length), say })));
  terminal.say(say.confirmed);
  return noteWords(vault, identity);
}

async function showWords(terminal: Terminal, words: readonly string[], say: EnrolWords): Promise<void> {
  terminal.say(`${say.wordsAre}\n\n${wordTable(words)}\n`);
  try {
    await terminal.ask(say.writeDown);
  } finally {
    // Who stops here leaves nothing on the screen either.
    terminal.clear();
  }
}

/** @returns whether all were answered; false when the words are to be shown again */
async function askBack(
  terminal: Terminal,
  { words, places, say }: { words: readonly string[]; places: readonly number[]; say: EnrolWords },
): Promise<boolean> {
  for (const place of places) {
    for (let answer = ''; answer !== words[place]; ) {
      answer = normal(await terminal.ask(say.askBack(place + 1)));
      if (answer === '?') return false;
      if (answer !== words[place]) terminal.say(say.wrongWord);
    }
  }
  return true;
}

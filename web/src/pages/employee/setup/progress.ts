import { computed, effect, signal } from '@preact/signals';
import { askAgent, enrolled, look, signedIn } from '../agent.js';
import { flag, list, members, number, oneOf, orNull, text } from '../read-json.js';

/*
 * How far somebody is with the first steps. The words are in the memory of this page alone, until they are given back; so is the passphrase,
 * until it opened the past of the new agent.
 */

/** Those that a person sees, in order; registering belongs to the words. */
export const STEPS = ['invitation', 'passphrase', 'words', 'wearables', 'sharing'] as const;
export type Step = (typeof STEPS)[number];
/** As above, and what comes between. */
export type Stage = Step | 'registration' | 'starting';

const readState = members({
  step: oneOf('invitation', 'passphrase', 'words', 'registration', 'done'),
  host: orNull(text),
  begun: flag,
});
export type SetupState = ReturnType<typeof readState>;
const readWords = members({ words: list(text), places: list(number) });
export type ShownWords = ReturnType<typeof readWords>;

/** What the agent says is next; undefined until it was asked. */
export const setupState = signal<SetupState | undefined>(undefined);
export const shownWords = signal<ShownWords | undefined>(undefined);
let chosen: string | undefined;
/** How often somebody went back to the invitation: what was asked before that leads nowhere any more. */
let turn = 0;

function forget(): void {
  shownWords.value = undefined;
  chosen = undefined;
}
effect(() => {
  if (signedIn.value === 'no') forget();
});

/** For as long as the tab is: a reload goes on at the step that it was at. No secret is among it. */
const LATER = 'fit4work.step';
const kept = sessionStorage.getItem(LATER);
const later = signal<'wearables' | 'sharing' | undefined>(
  kept === 'wearables' || kept === 'sharing' ? kept : undefined,
);

function goOnWith(step: 'wearables' | 'sharing' | undefined): void {
  later.value = step;
  if (step === undefined) sessionStorage.removeItem(LATER);
  else sessionStorage.setItem(LATER, step);
}

/** Undefined where there are no first steps to take. */
export const stage = computed<Stage | undefined>(() => {
  if (enrolled.value) return later.value;
  const step = setupState.value?.step ?? 'invitation';
  // After a reload nobody has the words here: the passphrase brings them back.
  if (step === 'words') return shownWords.value === undefined ? 'passphrase' : 'words';
  return step === 'done' ? 'starting' : step;
});

/** @throws AskError */
export async function lookWhatIsNext(): Promise<void> {
  const own = turn;
  const next = await askAgent({ path: '/v1/setup', read: readState });
  if (own === turn) setupState.value = next;
}

/** @throws AskError */
export async function giveInvitation(invitation: string): Promise<void> {
  const asked = { path: '/v1/setup/invitation', method: 'POST', body: { invitation: invitation.trim() } } as const;
  setupState.value = await askAgent({ ...asked, read: readState });
}

/** Goes back to the first step, as for another invitation. */
export function askForAnother(): void {
  forget();
  turn += 1;
  setupState.value = { step: 'invitation', host: null, begun: false };
}

/** @throws AskError */
export async function givePassphrase(passphrase: string): Promise<void> {
  const own = turn;
  const shown = await askAgent({ path: '/v1/setup/keys', method: 'POST', body: { passphrase }, read: readWords });
  if (own !== turn) return;
  shownWords.value = shown.words.length > 0 ? shown : undefined;
  chosen = passphrase;
  await lookWhatIsNext();
}

/** @returns whether they are right; then nobody sees them again @throws AskError */
export async function giveWordsBack(
  words: readonly { readonly place: number; readonly word: string }[],
): Promise<boolean> {
  const read = members({ confirmed: flag });
  const { confirmed } = await askAgent({ path: '/v1/setup/words', method: 'POST', body: { words }, read });
  if (!confirmed) return false;
  await lookWhatIsNext();
  shownWords.value = undefined;
  return true;
}

/** @throws AskError */
export async function registerKeys(): Promise<void> {
  const own = turn;
  const next = await askAgent({ path: '/v1/setup/registration', method: 'POST', body: {}, read: readState });
  if (own === turn) setupState.value = next;
}

/** Goes on once the agent is there. @throws AskError */
export async function lookForAgent(): Promise<void> {
  await look(chosen);
  if (!enrolled.value) return;
  chosen = undefined;
  goOnWith('wearables');
}

/** From the wristbands alone: one that is confirmed late leads nobody back who has gone on since. */
export function goOnToSharing(): void {
  if (later.peek() === 'wearables') goOnWith('sharing');
}

export const finish = (): void => goOnWith(undefined);

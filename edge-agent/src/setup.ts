import { toRecoveryWords, wipe } from '@fit4work/protocol';
import { type Invitation, parseInvitation } from './core/invitation.js';
import { ENROL_REFUSALS } from './core/refusal-words/enrol-refusals.js';
import { begunEnrolment, type EnrolPorts, type EnrolRequest, makeKeys, register } from './enrol.js';
import { AgentError } from './error.js';
import type { Identity } from './ports.js';
import { areWordsOf, type GivenWord, noteWords, twoPlaces } from './recovery-words.js';
import { Turn } from './turn.js';

/** What is next on the way to an agent that is enrolled. */
export type SetupStep = 'invitation' | 'passphrase' | 'words' | 'registration' | 'done';

export interface SetupState {
  readonly step: SetupStep;
  /** Where the coach API of the invitation is, for the eye; undefined before there is one. */
  readonly host: string | undefined;
  /** Whether keys were made for this invitation before: then the passphrase is the one that was chosen with them. */
  readonly begun: boolean;
}

/** What is shown once, and of which places it is asked back, from 1; nothing where it is known to be on paper. */
export interface SetupWords {
  readonly words: readonly string[];
  readonly places: readonly number[];
}

export interface SetupPorts extends EnrolPorts {
  /** @throws AgentError `bad-configuration` for an address or a zone that is not taken */
  readonly toRequest: (invitation: Invitation) => EnrolRequest;
}

interface Keys {
  readonly identity: Identity;
  /** Held until its words were given back; zeros from then on. */
  readonly root: Uint8Array;
  readonly places: readonly number[];
}

/**
 * The enrolment of `enrol` in steps that a page takes, under the same law: the passphrase comes first, so that the keys are durable before
 * their words are shown, and nothing is sent before two words were given back. What is broken off here goes on with the same invitation and
 * passphrase. Of the words and the passphrase nothing is kept but the root secret, in memory, until the words are given back.
 */
export class Setup {
  readonly #ports: SetupPorts;
  /** One step at a time: who presses twice makes no keys twice. */
  readonly #turn = new Turn();
  #request: EnrolRequest | undefined;
  #begun = false;
  #keys: Keys | undefined;
  #done = false;
  #refusal: AgentError | undefined;

  constructor(ports: SetupPorts) {
    this.#ports = ports;
  }

  get state(): SetupState {
    const request = this.#request;
    return { step: this.#step(), host: request && new URL(request.invitation.coachApi.url).host, begun: this.#begun };
  }

  /** What the coach API refused the invitation with, where that is the last that happened. */
  get refusal(): AgentError | undefined {
    return this.#refusal;
  }

  #step(): SetupStep {
    if (this.#done) return 'done';
    if (this.#request === undefined) return 'invitation';
    if (this.#keys === undefined) return 'passphrase';
    return this.#keys.identity.wordsConfirmed ? 'registration' : 'words';
  }

  /** @param text the link of an invitation, or its JSON @throws AgentError `bad-invitation`, `already-enrolled`, `bad-configuration` */
  invite(text: string): Promise<SetupState> {
    return this.#turn.take(async () => {
      this.#assert(!this.#done);
      const request = this.#ports.toRequest(parseInvitation(text));
      const { begun } = await begunEnrolment(this.#ports, request.invitation);
      this.#forget();
      this.#request = request;
      this.#begun = begun !== undefined;
      return this.state;
    });
  }

  /** Makes the keys durable, or opens those that were begun; their words are shown again for as long as they are not confirmed. @throws AgentError as {@link makeKeys} */
  open(passphrase: string): Promise<SetupWords> {
    return this.#turn.take(async () => {
      this.#assert(!this.#done);
      const { identity, root } = await makeKeys(this.#ports, this.#asked(), passphrase);
      this.#forget();
      this.#begun = true;
      if (identity.wordsConfirmed) {
        wipe(root);
        this.#keys = { identity, root, places: [] };
        return { words: [], places: [] };
      }
      const words = toRecoveryWords(root).split(' ');
      const places = twoPlaces(this.#ports.entropy, words.length).map((place) => place + 1);
      this.#keys = { identity, root, places };
      return { words, places };
    });
  }

  /** @returns whether the two words that were asked back are right; then it is written down that they are on paper */
  giveBack(words: readonly GivenWord[]): Promise<boolean> {
    return this.#turn.take(async () => {
      this.#assert(this.#step() === 'words');
      const { identity, root, places } = this.#opened();
      const areAsked = words.length === places.length && places.every((asked) => words.some((w) => w.place === asked));
      this.#assert(areAsked);
      if (!areWordsOf(root, words)) return false;
      wipe(root);
      this.#keys = { identity: await noteWords(this.#ports.vault, identity), root, places };
      return true;
    });
  }

  /** Sends the public keys; the same again completes what was begun. @throws AgentError `refused`, `unreachable` */
  register(): Promise<void> {
    return this.#turn.take(async () => {
      if (this.#done) return;
      this.#assert(this.#step() === 'registration');
      this.#refusal = undefined;
      try {
        await register(this.#ports, this.#opened().identity, this.#asked());
      } catch (error) {
        if (error instanceof AgentError && error.code === 'refused') this.#refusal = error;
        throw error;
      }
      this.#done = true;
    });
  }

  /** Wipes what is held. */
  close(): void {
    this.#forget();
  }

  #forget(): void {
    if (this.#keys !== undefined) wipe(this.#keys.root);
    this.#keys = undefined;
    this.#refusal = undefined;
  }

  #asked(): EnrolRequest {
    if (this.#request !== undefined) return this.#request;
    throw new AgentError('bad-request', ENROL_REFUSALS.stepMissing);
  }

  #opened(): Keys {
    if (this.#keys !== undefined) return this.#keys;
    throw new AgentError('bad-request', ENROL_REFUSALS.stepMissing);
  }

  /** Steps come one after the other, whatever a page asks. */
  #assert(isSo: boolean): void {
    if (!isSo) throw new AgentError('bad-request', ENROL_REFUSALS.stepMissing);
  }
}

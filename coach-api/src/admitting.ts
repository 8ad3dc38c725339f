import { sha256, toBase64Url, utf8 } from '@fit4work/protocol';
import { type Bar, exclusionOf } from './core/agent-standing.js';
import { CoachError } from './error.js';
import type { Clock, EnrolledAgent, Registry } from './ports.js';

export interface AdmittingOptions {
  readonly registry: Registry;
  readonly clock: Clock;
}

const EXCLUDED: Readonly<Record<Bar | 'retired' | 'unknown', readonly [CoachError['code'], string]>> = {
  unknown: ['agent-unknown', 'No agent that may send has this key: it was retired, or never enrolled here.'],
  retired: ['agent-unknown', 'No agent that may send has this key: it was retired, or never enrolled here.'],
  suspended: ['agent-suspended', 'This agent is suspended: tell the administrator when it is in good hands again.'],
  'challenge-ended': ['challenge-ended', 'The challenge of this agent is over: nothing more is taken from it.'],
};

export type AdmittedKey = Pick<EnrolledAgent, 'key' | 'keyId' | 'pseudonym'>;

export interface KeySet {
  readonly keys: readonly AdmittedKey[];
  /** An entity tag (RFC 9110 section 8.8.3) of who is let in, in whatever order. */
  readonly tag: string;
}

/** The agents that the broker lets in. */
export class Admitting {
  readonly #options: AdmittingOptions;
  #keySet: (KeySet & { readonly standing: string }) | undefined;

  constructor(options: AdmittingOptions) {
    this.#options = options;
  }

  /** Keys of the agents that the broker lets in; they are read anew only when somebody came or went, since brokers ask every other second. */
  async keySet(): Promise<KeySet> {
    const standing = await this.#standing();
    if (this.#keySet?.standing === standing) return this.#keySet;
    const { registry, clock } = this.#options;
    const admitted = (await registry.agents()).filter((agent) => exclusionOf(agent, clock.now()) === undefined);
    const keys = admitted.map(({ key, keyId, pseudonym }) => ({ key, keyId, pseudonym }));
    this.#keySet = { standing, keys, tag: tagOf(keys) };
    return this.#keySet;
  }

  /** What the key set depends on; read before it, so that what changes meanwhile is seen the next time. */
  async #standing(): Promise<string> {
    const { registry, clock } = this.#options;
    const { revision, challengeEnds } = await registry.standing();
    const now = clock.now();
    const over = challengeEnds.map((ends) =>
      exclusionOf({ suspended: false, challengeEnds: ends, lastSequence: null }, now),
    );
    return `${revision};${over.map((excluded) => excluded ?? '').join()}`;
  }

  /** One that the broker lets in. @param keyId base64url @throws CoachError `agent-unknown`, `agent-suspended`, `challenge-ended` */
  async admittedOne(keyId: string): Promise<EnrolledAgent> {
    const { registry, clock } = this.#options;
    const agent = await registry.agent(keyId);
    if (agent === undefined) throw new CoachError(...EXCLUDED.unknown);
    const excluded = exclusionOf(agent, clock.now());
    if (excluded !== undefined) throw new CoachError(...EXCLUDED[excluded]);
    return agent;
  }
}

/** A key id is the key's own thumbprint. */
function tagOf(keys: readonly AdmittedKey[]): string {
  const names = keys.map(({ keyId, pseudonym }) => `${keyId} ${pseudonym}`).sort();
  return `W/"${toBase64Url(sha256(utf8(names.join())))}"`;
}

import { setImmediate as turn } from 'node:timers/promises';
import { utf8 } from '@fit4work/protocol';
import { type Bar, exclusionOf } from './core/agent-standing.js';
import { type KeyPart, keyPart, PREFIXES, tagOf } from './core/key-part.js';
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

export interface KeySet {
  /** An entity tag (RFC 9110 section 8.8.3) of who is let in. */
  readonly tag: string;
  /** By prefix, all of them, also those that nobody is in. */
  readonly parts: ReadonlyMap<string, KeyPart>;
}

/** What a part stands at that no agent is in. */
const NOBODY = '';

interface Made {
  readonly part: KeyPart;
  readonly standing: string;
}

/** The agents that the broker lets in. */
export class Admitting {
  readonly #options: AdmittingOptions;
  readonly #made = new Map<string, Made>();
  #keySet: (KeySet & { readonly standing: string }) | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #next: Promise<KeySet> | undefined;

  constructor(options: AdmittingOptions) {
    this.#options = options;
  }

  /**
   * Keys of the agents that the broker lets in. Brokers ask every second: a part is read anew only when somebody came or went
   * in it. One look after the other, and whoever waits for one shares it: it begins after everything that they know of.
   */
  keySet(): Promise<KeySet> {
    if (this.#next !== undefined) return this.#next;
    const next = this.#last.then(() => {
      this.#next = undefined;
      return this.#look();
    });
    this.#next = next;
    // Who asked is told.
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #look(): Promise<KeySet> {
    const { registry } = this.#options;
    const { revision, ends } = await this.#standing();
    const standing = `${revision};${ends}`;
    if (this.#keySet?.standing === standing) return this.#keySet;
    // Read before its agents, so that what changes meanwhile is seen the next time.
    const standings = await registry.standingOfParts();
    for (const prefix of PREFIXES) {
      const standing = standings.get(prefix);
      await this.#make(prefix, standing === undefined ? NOBODY : `${standing};${ends}`);
    }
    const parts = new Map([...this.#made].map(([prefix, { part }]) => [prefix, part]));
    const tag = tagOf(utf8([...parts.values()].map((part) => part.tag).join()));
    this.#keySet = { standing, tag, parts };
    return this.#keySet;
  }

  async #make(prefix: string, standing: string): Promise<void> {
    if (this.#made.get(prefix)?.standing === standing) return;
    const { registry, clock } = this.#options;
    const agents = standing === NOBODY ? [] : await registry.agents(prefix);
    const admitted = agents.filter((agent) => exclusionOf(agent, clock.now()) === undefined);
    this.#made.set(prefix, { standing, part: keyPart(prefix, admitted) });
    // Others have their turn, should all of them be new.
    if (agents.length > 0) await turn();
  }

  /** What the whole set depends on: who is enrolled, and which challenges are over. */
  async #standing(): Promise<{ readonly revision: string; readonly ends: string }> {
    const { registry, clock } = this.#options;
    const { revision, challengeEnds } = await registry.standing();
    const now = clock.now();
    const over = challengeEnds.map((ends) =>
      exclusionOf({ suspended: false, challengeEnds: ends, lastSequence: null }, now),
    );
    return { revision, ends: over.map((excluded) => excluded ?? '').join() };
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

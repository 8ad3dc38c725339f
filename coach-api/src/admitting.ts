import { setImmediate as turn } from 'node:timers/promises';
import { PREFIXES, utf8 } from '@fit4work/protocol';
import { agentName, type Bar, exclusionOf } from './core/agent-standing.js';
import { type KeyPart, keyPart, tagOf } from './core/key-part.js';
import { CoachError } from './error.js';
import type { Clock, EnrolledAgent, Registry, RegistryStanding, Standing } from './ports.js';

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

interface Made {
  readonly part: KeyPart;
  /** Undefined of one that no agent is in. */
  readonly standing: Standing | undefined;
  /** Which challenges were over; undefined where one was moved while this was read. */
  readonly over: string | undefined;
}

/** The ends of challenges. */
interface Ends {
  /** Which of them are over. */
  readonly over: string;
  /** By the number of the challenge. */
  readonly known: RegistryStanding['challengeEnds'];
}

/** The agents that the broker lets in. */
export class Admitting {
  readonly #options: AdmittingOptions;
  readonly #made = new Map<string, Made>();
  #keySet: (KeySet & { readonly standing: Standing; readonly over: string | undefined }) | undefined;
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
    const { standing, ends } = await this.#standing();
    if (this.#keySet?.over === ends.over && isSame(this.#keySet.standing, standing)) return this.#keySet;
    // Read before its agents, so that what changes meanwhile is seen the next time.
    const standings = await registry.standingOfParts();
    for (const prefix of PREFIXES) await this.#make(prefix, standings.get(prefix), ends);
    const made = [...this.#made.values()];
    const parts = new Map(made.map(({ part }) => [part.prefix, part]));
    const tag = tagOf(utf8(made.map(({ part }) => part.tag).join()));
    const held = made.flatMap((each) => each.standing?.held ?? []);
    const over = made.every((each) => each.over === ends.over) ? ends.over : undefined;
    this.#keySet = { standing: { came: standing.came, held }, over, tag, parts };
    return this.#keySet;
  }

  async #make(prefix: string, standing: Standing | undefined, ends: Ends): Promise<void> {
    const made = this.#made.get(prefix);
    if (made?.over === ends.over && isSame(made.standing, standing)) return;
    const { registry, clock } = this.#options;
    const agents = standing === undefined ? [] : await registry.agents(prefix);
    const admitted = agents.filter((agent) => exclusionOf(agent, clock.now()) === undefined);
    const over = agents.every((agent) => ends.known.get(agent.challenge) === agent.challengeEnds)
      ? ends.over
      : undefined;
    this.#made.set(prefix, { standing: standing && asRead(standing, agents), over, part: keyPart(prefix, admitted) });
    // Others have their turn, should all of them be new.
    if (agents.length > 0) await turn();
  }

  /** What the whole set depends on: who is enrolled, and which challenges are over. */
  async #standing(): Promise<{ readonly standing: Standing; readonly ends: Ends }> {
    const { registry, clock } = this.#options;
    const { challengeEnds, ...standing } = await registry.standing();
    const now = clock.now();
    const over = [...challengeEnds.values()].map((ends) =>
      exclusionOf({ suspended: false, challengeEnds: ends, lastSequence: null }, now),
    );
    return { standing, ends: { over: over.map((excluded) => excluded ?? '').join(), known: challengeEnds } };
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

/** Its agents are read after it: who was resumed in between, and is held off again by the next time, was not held off when they were read. */
function asRead(standing: Standing, agents: readonly EnrolledAgent[]): Standing {
  const names = new Set(agents.map(agentName));
  const held = agents.filter(({ suspended }) => suspended).map(agentName);
  return { came: standing.came, held: [...held, ...standing.held.filter((name) => !names.has(name))] };
}

function isSame(one: Standing | undefined, other: Standing | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const held = new Set(one.held);
  return one.came === other.came && held.size === other.held.length && other.held.every((name) => held.has(name));
}

import { mayAct, type Question, rabbitResource, rabbitTopic, rabbitVhost } from '../core/door-answers.js';
import type { Authenticator, Refusals } from '../ports.js';

export interface DoorAnswer {
  readonly type: string;
  readonly body: string;
}

export interface DoorPorts {
  readonly authenticator: Authenticator;
  readonly refusals: Refusals;
}

type Judge = (question: Question) => boolean | Promise<boolean>;

const asText = (allowed: boolean): DoorAnswer => ({ type: 'text/plain', body: allowed ? 'allow' : 'deny' });
const asJson = (allowed: boolean): DoorAnswer => ({
  type: 'application/json',
  body: JSON.stringify({ result: allowed ? 'allow' : 'deny' }),
});

/** Answers other brokers: who comes in, by the same tokens and keys, and what they may, by the same law. */
export class Door {
  readonly #routes: ReadonlyMap<string, readonly [Judge, typeof asText]>;
  readonly #ports: DoorPorts;

  constructor(ports: DoorPorts) {
    this.#ports = ports;
    this.#routes = new Map<string, readonly [Judge, typeof asText]>([
      // RabbitMQ does not always say the client's id.
      ['/rabbitmq/user', [(question) => this.#identify(question, question.client_id ?? question.username), asText]],
      ['/rabbitmq/vhost', [this.#counted(rabbitVhost, 'topic-subscribe'), asText]],
      ['/rabbitmq/resource', [this.#counted(rabbitResource, 'topic-subscribe'), asText]],
      ['/rabbitmq/topic', [this.#counted(rabbitTopic, 'topic-publish'), asText]],
      ['/emqx/authentication', [(question) => this.#identify(question, question.clientid), asJson]],
      ['/emqx/authorization', [this.#counted(mayAct, 'topic-publish'), asJson]],
    ]);
  }

  /** @param question undefined of what is none @returns undefined for a path that is none, and where RabbitMQ, which lets nobody pass without an answer, asked no question */
  async answer(path: string, question: Question | undefined): Promise<DoorAnswer | undefined> {
    const [judge, written] = this.#routes.get(path) ?? [];
    // EMQX takes anything else for no answer, and lets pass what nobody answers unless it is told otherwise.
    if (question === undefined) return written === asJson ? asJson(false) : undefined;
    return judge && written?.(await judge(question));
  }

  async #identify({ username, password }: Question, clientId = ''): Promise<boolean> {
    const verdict = await this.#ports.authenticator.check({ clientId, userName: username, password });
    if ('refused' in verdict) this.#ports.refusals.count(verdict.refused);
    return 'principal' in verdict;
  }

  #counted(judge: (question: Question) => boolean, code: 'topic-publish' | 'topic-subscribe'): Judge {
    return (question) => {
      const allowed = judge(question);
      const asked = question.action === 'subscribe' || question.permission === 'read' ? 'topic-subscribe' : code;
      if (!allowed) this.#ports.refusals.count(asked);
      return allowed;
    };
  }
}

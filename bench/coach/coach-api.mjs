import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createContext, toConfig } from '../../coach-api/dist/index.js';
import { nodeHasher } from '../../node-hasher/dist/index.js';
import * as protocol from '../../protocol/dist/index.js';
import { Person } from './person.mjs';

/*
 * The coach API with its real database, journals and HTTP, in this process: what lies outside of it, broker and log, answers at
 * once, so that neither is in what is measured.
 */

const KEYGEN = fileURLToPath(new URL('../../coach-api/dist/keygen.js', import.meta.url));
const COACH = { id: 'coach-1', token: 'coach-token' };
const ADMIN = 'admin-token';
const sha256 = (/** @type {string} */ token) => createHash('sha256').update(token).digest('hex');
/** What a batch takes: as many start one without waiting. */
export const BATCH = 256;

/** A broker that hands over what is published, and knows when the receipts of it have come. */
class Link {
  connected = true;
  /** @type {Map<string, () => void>} by the topic of a receipt that is awaited */
  #awaited = new Map();

  start(inbox) {
    this.inbox = inbox;
  }

  async stop() {
    this.connected = false;
  }

  async publish(topic) {
    const came = this.#awaited.get(topic);
    this.#awaited.delete(topic);
    came?.();
  }

  /** Hands a batch over. Settles when each agent in it has a receipt. @param {readonly { topic: string, payload: Uint8Array }[]} messages */
  async send(messages) {
    const names = new Set(messages.map(({ topic }) => protocol.parsePersonTopic(topic).pseudonym));
    const receipts = [...names].map(
      (name) => new Promise((resolve) => this.#awaited.set(protocol.TOPICS.down(name, 'receipt'), resolve)),
    );
    for (const message of messages) await this.inbox.message(message);
    await Promise.all(receipts);
  }
}

/** A log in which every leaf is proven as it comes. */
class Log {
  #size = 0;

  async prove() {
    this.#size += 1;
    return { index: this.#size - 1, size: this.#size, text: 'proof' };
  }

  async holds() {
    return true;
  }
}

export class CoachApi {
  #root = mkdtempSync(join(tmpdir(), 'f4w-bench-'));
  #link = new Link();
  #sockets = new Agent({ keepAlive: true });
  #refused = 0;

  static async open() {
    await protocol.cryptoReady;
    protocol.useHasher(nodeHasher);
    const api = new CoachApi();
    const file = (/** @type {string} */ name) => join(api.#root, name);
    const keys = execFileSync(process.execPath, [KEYGEN, '--plain', '--out', file('keys.json')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { boxKey, signingKey } = JSON.parse(keys);
    api.boxKey = protocol.fromBase64Url(boxKey);
    api.controller = protocol.keyIdOf(protocol.fromBase64Url(signingKey));
    const log = protocol.noteKey('log.example/bench', 1, new Uint8Array(32).fill(7));
    writeFileSync(file('policy'), `log ${protocol.encodeVkey(log)}\nquorum none\n`);
    writeFileSync(
      file('coaches.json'),
      JSON.stringify([{ id: COACH.id, name: 'C', tokenSha256: sha256(COACH.token) }]),
    );
    const count = () => {
      api.#refused += 1;
    };
    api.context = await createContext(
      toConfig({
        FIT4WORK_COACH_STATE: file('state'),
        FIT4WORK_COACH_KEYS: file('keys.json'),
        FIT4WORK_COACH_BROKER_URL: 'mqtt://127.0.0.1:1',
        FIT4WORK_COACH_LOG_URL: 'http://127.0.0.1:1/',
        FIT4WORK_COACH_POLICY: file('policy'),
        FIT4WORK_COACH_UNWITNESSED: 'accepted',
        FIT4WORK_COACH_COACHES: file('coaches.json'),
        FIT4WORK_COACH_ADMIN_TOKEN_SHA256: sha256(ADMIN),
        FIT4WORK_COACH_REGISTRY_TOKEN_SHA256: sha256('nobody asks here for agents'),
        FIT4WORK_COACH_BATCH_MS: '1',
        // Everybody is enrolled from one address, by one administrator.
        FIT4WORK_COACH_REQUESTS: '999999',
        FIT4WORK_COACH_ADDRESS_REQUESTS: '999999',
      }),
      {
        ...{ link: api.#link, log: new Log(), tiles: async () => undefined },
        logger: { info: () => undefined, warn: (event) => event === 'message-refused' && count(), error: count },
      },
    );
    api.context.start();
    api.url = await api.context.app.listen({ host: '127.0.0.1', port: 0 });
    return api;
  }

  /** Messages that were refused, and what failed: nothing that is measured counts where there is any. */
  get refused() {
    return this.#refused;
  }

  get root() {
    return this.#root;
  }

  async close() {
    this.#sockets.destroy();
    await this.context.stop();
    rmSync(this.#root, { recursive: true });
  }

  /** @param {number} count @returns {Promise<Person[]>} people with an agent that is enrolled */
  async enrol(count) {
    const people = [];
    for (let i = 0; i < count; i += 1) {
      const person = new Person();
      const headers = { authorization: `Bearer ${ADMIN}` };
      const invitation = await this.context.app.inject({ method: 'POST', url: '/v1/invitations', headers });
      if (invitation.statusCode !== 201) throw new Error(`nobody is invited: ${invitation.statusCode}`);
      const payload = person.enrolment(invitation.json().code);
      const answer = await this.context.app.inject({ method: 'POST', url: '/v1/enrolments', payload });
      if (answer.statusCode !== 201) throw new Error(`nobody is enrolled: ${answer.statusCode} ${answer.body}`);
      people.push(person);
    }
    return people;
  }

  /** @param {readonly { topic: string, payload: Uint8Array }[]} batch */
  send(batch) {
    return this.#link.send(batch);
  }

  /** Sends any number, batch by batch. @param {readonly { topic: string, payload: Uint8Array }[]} messages */
  async sendAll(messages) {
    for (let i = 0; i < messages.length; i += BATCH) await this.send(messages.slice(i, i + BATCH));
  }

  /** As the coach, over HTTP. @param {string} path @returns {Promise<unknown>} */
  async ask(path) {
    const headers = { authorization: `Bearer ${COACH.token}` };
    const answer = await new Promise((resolve, reject) => {
      get(`${this.url}${path}`, { agent: this.#sockets, headers }, resolve).on('error', reject);
    });
    const body = await text(answer);
    if (answer.statusCode !== 200) throw new Error(`${path} is answered ${answer.statusCode}: ${body}`);
    return JSON.parse(body);
  }

  /** @param {Person} person @param {{ from: string, until: string }} days */
  summaries(person, { from, until: to }) {
    const query = new URLSearchParams({
      metrics: 'steps,heart-rate,sleep',
      granularity: 'day',
      purpose: 'talk',
      ...{ from, to },
    });
    return this.ask(`/v1/people/${person.name}/summaries?${query}`);
  }
}

export const COACH_ID = COACH.id;

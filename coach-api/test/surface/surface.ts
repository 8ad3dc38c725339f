import { signRecoveryToken } from '@fit4work/protocol';
import fc from 'fast-check';
import { ROWS } from '../../src/testing/access-rows.js';
import { Browser } from '../../src/testing/browser.js';
import { DemoProvider } from '../../src/testing/demo-provider.js';
import { ADMIN, BROKER, COACH, Desk, OPERATOR } from '../../src/testing/desk.js';
import { type DayToSeal, Employee } from '../../src/testing/employee.js';
import { contradiction, type Operation, operationsOf, type Told } from './open-api.js';
import { type Known, requestsOf, type WireRequest } from './requests.js';

const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const PLAN = { title: 'Plan', from: '2026-05-04', until: '2026-05-10', sessions: [], advice: '' };
/** Nothing that is asked here takes so long. */
const HANG_MS = 20_000;

interface Parts {
  readonly desk: Desk;
  readonly provider: DemoProvider;
  readonly known: Known;
  readonly operations: readonly Operation[];
  readonly person: Employee;
}

/** @returns statuses of a service that failed: all from 500 on, but that nothing is behind this coach API, which only its readiness says */
export const failuresOf = (name: string, statuses: ReadonlySet<number>): readonly number[] =>
  [...statuses].filter((status) => status >= 500 && !(name === 'GET /readyz' && status === 503));

/** A coach API in this process with somebody who shares, and everybody who may ask. */
export class Surface {
  readonly desk: Desk;
  readonly #operations: readonly Operation[];
  readonly #provider: DemoProvider;
  readonly #known: Known;
  readonly #ann: Browser;
  readonly #person: Employee;

  private constructor(parts: Parts) {
    this.desk = parts.desk;
    this.#operations = parts.operations;
    this.#provider = parts.provider;
    this.#known = parts.known;
    this.#person = parts.person;
    this.#ann = new Browser(parts.desk.browse, parts.provider.origin);
  }

  /** @param env settings beside the usual ones */
  static async open(env: Readonly<Record<string, string>> = {}): Promise<Surface> {
    const provider = await DemoProvider.start();
    const desk = await Desk.open({ ...provider.env, ...env });
    const [ann, gone] = [new Employee(1), new Employee(2)];
    await desk.enrol(ann);
    await desk.publish(ann, 'envelope', ann.seal(DAY));
    await desk.share(ann);
    const path = `/v1/people/${ann.name}/programmes`;
    const { body: programme } = await desk.http('POST', path, { token: COACH, body: PLAN });
    const { body: invitation } = await desk.http('POST', '/v1/invitations', { token: ADMIN });
    const enrolment = new Employee(3).enrolment(invitation.code);
    const { body: document } = await desk.http('GET', '/openapi.json');
    const day = ['2026-05-01', '2026-05-04', '2026-02-30'];
    const known: Known = {
      ...Object.fromEntries(Object.entries(enrolment).map(([name, value]) => [name, [value]])),
      pseudonym: [ann.name, gone.name, enrolment.pseudonym],
      ...{ leaf: [programme.leaf], programme: [programme.leaf], id: [programme.id], answers: [programme.leaf, null] },
      ...{
        number: ['1', '2', '999'],
        metrics: ['steps', 'steps,heart-rate,sleep'],
        day,
        from: day,
        until: day,
        to: day,
      },
      ...{ purpose: ['talk'], granularity: ['day', 'hour'], weeks: [4, 8], challenge: [1] },
    };
    return new Surface({ desk, provider, known, person: ann, operations: operationsOf(document) });
  }

  async close(): Promise<void> {
    await this.desk.close();
    await this.#provider.stop();
  }

  /** @param name method and path */
  operationOf(name: string): Operation {
    const operation = this.#operations.find(({ method, path }) => `${method} ${path}` === name);
    if (operation === undefined) throw new TypeError(`${name} is not in the document.`);
    return operation;
  }

  /** @param name method and path @throws where an answer is not as the document says it, is an error of the service, or does not come */
  async fuzz(name: string, options: { readonly seed: number; readonly numRuns: number }): Promise<Set<number>> {
    const operation = this.operationOf(name);
    const statuses = new Set<number>();
    const credentials = await this.#credentials();
    const row = ROWS[name];
    const example = row?.ask(this.#person.name, String(this.#known.leaf?.[0]));
    // Whoever ended the first challenge ended everything with it.
    await this.desk.http('PATCH', '/v1/challenges/1', {
      token: ADMIN,
      body: { until: '2099-12-31', seats: 1_000_000 },
    });
    const cases = fc.tuple(requestsOf(operation, this.#known, example), fc.constantFrom(...credentials));
    const property = fc.asyncProperty(cases, async ([request, shown]) => {
      const answer = await this.#answer({ ...request, headers: { ...shown, ...request.headers } });
      statuses.add(answer.status);
      const wrong = this.#wrong(operation, request, answer);
      if (wrong !== undefined) throw new TypeError(`${operation.method} ${operation.path}: ${wrong}`);
    });
    await fc.assert(property, { ...options, interruptAfterTimeLimit: 600_000, markInterruptAsFailure: true });
    return statuses;
  }

  /** What was asked may have gone to another route, or to none: its path is spoilt too. */
  #wrong(operation: Operation, { url }: WireRequest, answer: Told): string | undefined {
    if (answer.status >= 500 && answer.status !== 503) return `answered ${answer.status}`;
    if (answer.status === 404 && answer.text.includes('"not-found"')) return undefined;
    const { pathname } = new URL(url, 'http://here');
    const asked = this.#operations.filter((each) => each.method === operation.method && isOf(each, pathname));
    const wrongs = (asked.length === 0 ? [operation] : asked).map((each) => contradiction(each, answer));
    return wrongs.includes(undefined) ? undefined : wrongs[0];
  }

  /** @throws where none comes */
  async #answer({ method, url, headers, payload }: WireRequest): Promise<Told> {
    // What is asked within the process comes back without a turn of its loop, and no timer would ever be in time.
    await new Promise((resolve) => setImmediate(resolve));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new TypeError('no answer came')), HANG_MS);
    });
    try {
      return await Promise.race([this.desk.raw({ method, url, headers, payload }), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Headers by which somebody asks. */
  async #credentials(): Promise<readonly Record<string, string>[]> {
    await this.#ann.logIn('ann');
    const { csrfToken } = (await this.#ann.ask('GET', '/v1/session')).body;
    const page = { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:1', 'f4w-csrf-token': csrfToken };
    const tokens = [COACH, COACH, COACH, ADMIN, ADMIN, OPERATOR, BROKER].map((token) => ({
      authorization: `Bearer ${token}`,
    }));
    const person = { authorization: `Bearer ${signRecoveryToken(this.#person.identity, this.desk.now)}` };
    return [...tokens, person, person, { ...page, cookie: this.#ann.cookie }, {}, { authorization: 'Basic x' }];
  }
}

const isOf = ({ path }: Operation, asked: string): boolean =>
  new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}(;|$)`).test(asked);

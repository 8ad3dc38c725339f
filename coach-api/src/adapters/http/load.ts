import type { FastifyInstance, RouteHandlerMethod, RouteOptions } from 'fastify';
import { CoachError } from '../../error.js';
import { isUnlimited, nameOf } from './limits.js';

/** Requests that are worked on at once: all together, and of one name. A page of a coach asks some at once, and each read takes its turn. */
const MOST = { all: 256, each: 64 };
/** Between two looks at how late a timer comes, and what is too late, milliseconds. */
const LOOK_MS = 500;
const TOO_LATE_MS = 2_000;

/** How busy the service is. */
export interface Load {
  readonly inFlight: number;
  /** How late the last timer came, milliseconds. */
  readonly lateMs: number;
}

/**
 * Refuses at once what could not be answered in time: while too much is worked on, while timers come late again and again, and once
 * the service stops. Who is worked on counts until it is done, whether anybody still waits for the answer or not.
 */
export function boundLoad(app: FastifyInstance): Load {
  const inFlight = new Map<string, number>();
  const lateness = new Lateness();
  let all = 0;
  let isStopping = false;
  app.addHook('preClose', async () => {
    isStopping = true;
    lateness.stop();
  });
  // A connection that is kept after its last answer would hold the stop up.
  app.addHook('onSend', async (_request, reply) => {
    if (isStopping) reply.header('connection', 'close');
  });
  app.addHook('onRequest', async (request) => {
    if (isStopping || (lateness.isTooMuch && !isUnlimited(request))) throw overloaded();
  });
  const change = (name: string, by: 1 | -1): void => {
    all += by;
    const count = (inFlight.get(name) ?? 0) + by;
    if (count === 0) inFlight.delete(name);
    else inFlight.set(name, count);
  };
  app.addHook('onRoute', (route: RouteOptions) => {
    if (route.config?.unlimited) return;
    const { handler } = route;
    const counted: RouteHandlerMethod = async function (this: FastifyInstance, request, reply) {
      const name = nameOf(request) ?? request.ip;
      if (all >= MOST.all || (inFlight.get(name) ?? 0) >= MOST.each) throw overloaded();
      change(name, 1);
      try {
        return await handler.call(this, request, reply);
      } finally {
        change(name, -1);
      }
    };
    route.handler = counted;
  });
  return {
    get inFlight() {
      return all;
    },
    get lateMs() {
      return lateness.last;
    },
  };
}

/** Whether the one thread is behind. One long piece of work, as an erasure is, makes one timer late and keeps nobody out. */
class Lateness {
  readonly #timer: NodeJS.Timeout;
  #expected = performance.now() + LOOK_MS;
  #before = 0;
  last = 0;

  constructor() {
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  get isTooMuch(): boolean {
    return Math.min(this.#before, this.last) > TOO_LATE_MS;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    this.#before = this.last;
    this.last = Math.max(0, now - this.#expected);
    this.#expected = now + LOOK_MS;
  }
}

const overloaded = (): CoachError =>
  new CoachError('overloaded', 'Too much is asked of this service at once: try again in a second.', { retryAfter: 1 });

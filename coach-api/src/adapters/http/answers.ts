import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { Type } from 'typebox';
import type { CoachErrorCode } from '../../error.js';
import type { Access } from './access.js';
import { OPERATIONS, type Operation } from './operations.js';
import { STATUS } from './problem.js';
import { Problem } from './schemas.js';

/** A route that does not say what it answers, or has no line among the operations, is not taken in. */
export function requireDescription(app: FastifyInstance): void {
  app.addHook('onRoute', (route: RouteOptions) => {
    const { schema } = route;
    if (schema?.hide) return;
    const own = typeof schema?.response === 'object' ? schema.response : {};
    if (!Object.keys({ ...own }).some((status) => /^[23]/.test(status))) {
      throw new TypeError(`${route.url} does not say what it answers: give its schema a response.`);
    }
    operationOf(route);
  });
}

type Describe = NonNullable<FastifyDynamicSwaggerOptions['transform']>;

/**
 * Writes into the document what is the same for all: name and sentence of the operation, and for each status with which it may
 * be refused the codes that go with it. Nobody has to remember it, and nothing of it is compiled to serialise by.
 */
export const describeOperation: Describe = ({ schema, url, route }) => {
  if (schema?.hide) return { schema, url };
  const { operationId, summary, codes } = operationOf(route);
  const own = typeof schema.response === 'object' ? schema.response : {};
  const response = { ...problemsOf(route, codes), ...own };
  return { schema: { ...schema, operationId, summary, response }, url };
};

/** @throws TypeError where it has no line */
function operationOf({ method, url }: RouteOptions): Operation {
  const name = `${method} ${url.replace(/:(\w+)/g, '{$1}')}`;
  const operation = OPERATIONS[name];
  if (operation === undefined) throw new TypeError(`${name} is not among the operations: give it a line there.`);
  return operation;
}

const OF_EVERYBODY = ['bad-request', 'store-unavailable'] as const;
const OF_LIMITS = ['too-many-requests', 'overloaded'] as const;

const OF_ACCESS: Readonly<Record<Access, readonly CoachErrorCode[]>> = {
  ...{ anyone: [], person: ['unauthorised', 'not-held'], operator: ['unauthorised'], broker: ['unauthorised'] },
  session: ['unauthorised', 'cross-site'],
  coach: ['unauthorised', 'not-permitted', 'cross-site', 'not-held'],
  administrator: ['unauthorised', 'not-permitted', 'cross-site', 'not-held'],
};

/** By status, the shape of a refusal with the codes that it may have. */
function problemsOf({ method, config }: RouteOptions, own: readonly CoachErrorCode[]): Record<string, object> {
  const { access = 'anyone', stepUp, unlimited } = config ?? {};
  const codes = new Set<CoachErrorCode>([
    ...OF_EVERYBODY,
    ...(unlimited === true ? [] : OF_LIMITS),
    ...OF_ACCESS[access],
    ...(stepUp === undefined ? [] : (['login-again'] as const)),
    ...own,
  ]);
  const byStatus = new Map<number, CoachErrorCode[]>();
  for (const code of codes) byStatus.set(STATUS[code], [...(byStatus.get(STATUS[code]) ?? []), code]);
  // A body that is too large, and one of a type that is not taken.
  if (method !== 'GET') for (const status of [413, 415]) byStatus.set(status, ['bad-request']);
  return Object.fromEntries([...byStatus].map(([status, each]) => [status, problem(each)]));
}

const problem = (codes: readonly CoachErrorCode[]): object => ({
  description: 'what is wrong, and what mends it: docs/coach-api-errors.md',
  content: {
    'application/problem+json': {
      schema: Type.Object({ ...Problem.properties, code: Type.Enum([...codes]) }),
    },
  },
});

import type { FastifyPluginCallback } from 'fastify';
import type { AnchorStatus } from '../anchor.js';
import type { Standing } from '../standby/ports.js';

export interface StateRoutesOptions {
  /** `undefined` while the anchor starts, or stands by. */
  readonly status: () => AnchorStatus | undefined;
  readonly standing: () => Standing;
}

/** What operators and their programs ask of the process. */
export const stateRoutes: FastifyPluginCallback<StateRoutesOptions> = (app, { status, standing }, done) => {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  const notYet = (): 'starting' | 'standby' => (standing().role === 'standby' ? 'standby' : 'starting');
  app.get('/v1/status', { schema: { summary: 'What the anchor does at this moment' } }, async (_request, reply) => {
    const now = status();
    return now === undefined ? reply.code(503).send({ status: notYet() }) : reply.send(now);
  });
  app.get(
    '/healthz',
    { schema: { summary: '200 while the quorum of witnesses cosigns, and of one that stands by; 503 otherwise' } },
    async (_request, reply) => {
      const state = status()?.quorum ?? notYet();
      const isWell = state === 'met' || state === 'standby';
      return reply.code(isWell ? 200 : 503).send({ status: state === 'met' ? 'ok' : state });
    },
  );
  app.get(
    '/readyz',
    {
      schema: {
        summary: '200 of the anchor that takes leaves, 503 of one that starts or stands by; its role and epoch',
      },
    },
    async (_request, reply) => reply.code(isReady(status(), standing()) ? 200 : 503).send(standing()),
  );
  app.get('/metrics', { schema: { summary: 'Role, epoch and counts for Prometheus' } }, async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(exposition(status(), standing())),
  );
  done();
};

const isReady = (status: AnchorStatus | undefined, { role }: Standing): boolean =>
  status !== undefined && role !== 'standby';

/** Measures in the text format of Prometheus, version 0.0.4. */
function exposition(status: AnchorStatus | undefined, { role, epoch = 0 }: Standing): string {
  const measures = [
    ['leading', 'Whether this process takes leaves: 0 of one that stands by.', role === 'standby' ? 0 : 1],
    ['epoch', 'The epoch in which this process leads a shared log; 0 of one that does not.', epoch],
    ['entries', 'Size of the tree.', status?.size ?? 0],
    ['pending_leaves', 'Leaves that wait for a block.', status?.pending ?? 0],
  ] as const;
  return measures
    .map(([name, help, value]) => [`fit4work_anchor_${name}`, help, value] as const)
    .map(([name, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`)
    .join('');
}

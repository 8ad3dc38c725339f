import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { isOver } from '../../core/programmes/adherence.js';
import type { Body } from '../../core/programmes/heart-rate-zone.js';
import { loadWarnings } from '../../core/programmes/load-check.js';
import { type Aim, draftOf, type TemplateAsk, weeksOf } from '../../core/programmes/templates.js';
import { refusalOf } from '../../core/refusal.js';
import { CoachError } from '../../error.js';
import type { Clock } from '../../ports.js';
import type { Programming } from '../../programming.js';
import { coachOf, readerOf } from './access.js';
import { BASIS_HEADER, type BasisOptions, basisHeader } from './basis-header.js';
import { PersonParams } from './letter-schemas.js';
import { carePlanOf, comparedOf, followedOf, proposalOf, warningsOf } from './programme-answers.js';
import {
  AdherenceAnswer,
  AdherenceQuery,
  CarePlanAnswer,
  CheckAnswer,
  CheckBody,
  ComparedAnswer,
  DraftAnswer,
  DraftBody,
  ProgrammeParams,
  ProgrammeQuery,
  ProposalAnswer,
  ProposalBody,
} from './programme-schemas.js';
import { Empty } from './schemas.js';
import { FHIR_JSON, formatOf } from './summary-formats.js';

export interface ProgrammeRoutesOptions extends BasisOptions {
  readonly programming: Pick<Programming, 'programme' | 'adherence' | 'propose'>;
  readonly clock: Clock;
}

/** A plan of 400 sessions with a note each. */
const BODY_LIMIT = 256 * 1024;
const config = { access: 'coach' } as const;
/** Whoever gives a purpose reads, and then a first read takes a recent login. */
const mayRead = { access: 'coach', stepUp: 'read' } as const;

/** An answer that may have been read, and can then be named in a programme. */
const readAnswer = <T>(description: string, schema: T) => ({
  200: { description, headers: BASIS_HEADER, content: { 'application/json': { schema } } },
});

/** Plans to begin with, and what becomes of those that were sent. */
export const programmeRoutes: FastifyPluginAsyncTypebox<ProgrammeRoutesOptions> = async (app, options) => {
  await app.register(draftRoutes, options);
  await app.register(followRoutes, options);
};

const draftRoutes: FastifyPluginAsyncTypebox<ProgrammeRoutesOptions> = async (app) => {
  app.post(
    '/v1/programmes/drafts',
    { config, schema: { querystring: Empty, body: DraftBody, response: { 200: DraftAnswer } } },
    async (request) => {
      const { aim, person, ...ask } = request.body;
      const { sessions, ...draft } = written({ ...ask, aim: aimOf(aim, person) });
      const warnings = warningsOf(loadWarnings({ from: draft.from, sessions }, person), ask.language);
      return { ...draft, sessions: [...sessions], warnings };
    },
  );

  app.post(
    '/v1/programmes/checks',
    {
      config,
      bodyLimit: BODY_LIMIT,
      schema: { querystring: Empty, body: CheckBody, response: { 200: CheckAnswer } },
    },
    async (request) => {
      const { person, language, ...plan } = request.body;
      if (plan.sessions.some(({ day }) => day < plan.from)) {
        throw new CoachError('bad-request', 'A session comes before the first day of its plan: move one or the other.');
      }
      const warnings = onCalendar(() => loadWarnings(plan, person));
      return { warnings: warningsOf(warnings, language) };
    },
  );
};

const followRoutes: FastifyPluginAsyncTypebox<ProgrammeRoutesOptions> = async (app, options) => {
  const { programming, clock } = options;

  app.get(
    '/v1/people/:pseudonym/programmes/:leaf',
    {
      config,
      schema: { params: ProgrammeParams, querystring: ProgrammeQuery, response: PROGRAMME_RESPONSES },
    },
    async (request, reply) => {
      const coach = coachOf(request).id;
      const { pseudonym, leaf } = request.params;
      const compared = await programming.programme({ coach, pseudonym }, leaf);
      if (formatOf(request.query.format, request.headers.accept) === 'json') return comparedOf(compared);
      const { sessions } = await programming.adherence({ coach, pseudonym, leaf, purpose: undefined });
      const { sent } = compared;
      const became = { over: isOver(sent.programme.until, clock.now()), states: sessions.map(({ state }) => state) };
      return reply.type(FHIR_JSON).send(carePlanOf(pseudonym, sent, became));
    },
  );

  app.get(
    '/v1/people/:pseudonym/programmes/:leaf/adherence',
    {
      config: mayRead,
      onSend: basisHeader(options),
      schema: {
        ...{ params: ProgrammeParams, querystring: AdherenceQuery },
        response: readAnswer('what was done of it', AdherenceAnswer),
      },
    },
    async (request) => {
      const { purpose } = request.query;
      const followed = await programming.adherence({ ...readerOf(request), ...request.params, purpose });
      request.restsOn = followed.read?.grants;
      return followedOf(followed);
    },
  );

  app.post(
    '/v1/people/:pseudonym/programmes/proposals',
    {
      config: mayRead,
      onSend: basisHeader(options),
      schema: {
        ...{ params: PersonParams, querystring: Empty, body: ProposalBody },
        response: readAnswer('what could be changed of it; nothing is sent', ProposalAnswer),
      },
    },
    async (request) => {
      const { programme: leaf, purpose, person: body, language } = request.body;
      const proposal = await programming.propose({ ...readerOf(request), ...request.params, leaf, purpose }, body);
      request.restsOn = proposal.read?.grants;
      return proposalOf(proposal, language);
    },
  );
};

const PROGRAMME_RESPONSES = {
  200: {
    description: 'the form that was asked',
    content: {
      'application/json': { schema: ComparedAnswer },
      [FHIR_JSON]: { schema: CarePlanAnswer },
    },
  },
};

/** @throws CoachError `bad-request` where a zone is asked of a body that nobody told */
function aimOf(kind: Aim['kind'], body: Body | undefined): Aim {
  if (kind !== 'heart-rate') return { kind };
  if (body !== undefined) return { kind, body };
  throw new CoachError(
    'bad-request',
    'A heart rate to aim at needs the age and the resting rate: give person, or aim at effort.',
  );
}

/** @throws CoachError `bad-request` */
function written(ask: TemplateAsk): ReturnType<typeof draftOf> {
  const [least, most] = weeksOf(ask.template);
  if (ask.weeks < least || ask.weeks > most) {
    throw new CoachError('bad-request', `This template has ${least} to ${most} weeks.`);
  }
  return onCalendar(() => draftOf(ask));
}

/** @throws CoachError `bad-request` */
function onCalendar<T extends object>(work: () => T): T {
  const done = refusalOf(work);
  if (!('refused' in done)) return done;
  throw new CoachError('bad-request', 'The days must be days of the calendar, written YYYY-MM-DD.');
}

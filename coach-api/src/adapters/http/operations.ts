import type { CoachErrorCode } from '../../error.js';

/** What a client is told of an operation beside its shapes. */
export interface Operation {
  /** One word for code that is made from the document. */
  readonly operationId: string;
  readonly summary: string;
  /** What it refuses, or cannot do, beside what every operation of its kind may. */
  readonly codes: readonly CoachErrorCode[];
}

const operation = (operationId: string, summary: string, ...codes: readonly CoachErrorCode[]): Operation => ({
  ...{ operationId, summary, codes },
});

/** Of a person whose grant must live. */
const SHARED = ['not-granted', 'damaged-record'] as const;
/** Of whatever opens something. */
const READ = [...SHARED, 'not-proven', 'log-distrusted', 'log-unavailable', 'too-many-reads'] as const;
const NEW_AGENT = ['certificate-refused', 'kept-refused', 'already-enrolled'] as const;

/** Every operation of the document, by method and path. A route that is not here is not taken in. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'GET /': operation('getStartPage', 'A page in Dutch or English that says who is logged in'),
  'GET /enrol': operation('getEnrolPage', 'What the link of an invitation opens: how to begin, in Dutch or English'),
  'GET /metrics': operation('getMetrics', 'Counts and times, in the text format of Prometheus'),
  'GET /healthz': operation('getHealth', 'Whether the process answers'),
  'GET /readyz': operation(
    'getReadiness',
    'Whether broker, database and log are there, and nothing was opened in silence',
  ),

  'GET /v1/jwks.json': operation('getServiceKeys', 'The public keys of this service, and how they came to be'),
  'GET /v1/agents/key-set': operation(
    'getKeySetIndex',
    'In which parts there are keys of agents that may send, and the entity tag of each; 304 while If-None-Match is what stands',
    'not-held',
  ),
  'GET /v1/agents/key-set/{prefix}': operation(
    'getKeySetPart',
    'The keys of agents that may send whose pseudonym begins so, and whose they are; 304 while If-None-Match is what stands',
    'not-held',
  ),
  'GET /v1/agents/jwks.json': operation(
    'listAgentKeys',
    'The same of all parts at once, for brokers of the release before; goes with the next',
    'not-held',
  ),
  'GET /v1/agents/keys/{kid}': operation(
    'getAgentKey',
    'Whether the agent of this key may send, and if not, why; with the days of its challenge',
    ...(['agent-unknown', 'agent-suspended', 'challenge-ended', 'not-held'] as const),
  ),
  'POST /v1/enrolments': operation(
    'enrol',
    'Enrols a person with the code of an invitation; 200 where the same was enrolled before',
    ...NEW_AGENT,
    ...(['invitation-unknown', 'invitation-used', 'invitation-revoked', 'invitation-expired'] as const),
    ...(['challenge-not-begun', 'challenge-ended', 'not-held', 'journal-failed'] as const),
  ),

  'GET /v1/audit/erasures': operation(
    'getErasureCounts',
    'How many certificates of erasure were signed, by calendar month; one to four are not told apart',
  ),
  'GET /v1/audit/openings/{day}': operation(
    'getOpeningsOfDay',
    'How many reads were made and releases opened on a day of UTC, and how many of those in silence',
    'not-reconciled',
  ),

  'GET /v1/retention': operation('getRetention', 'How many envelopes expired, or would'),
  'GET /v1/challenges': operation('listChallenges', 'All challenges, and what became of their invitations'),
  'POST /v1/challenges': operation('addChallenge', 'Begins a challenge, with its days and seats', 'challenge-taken'),
  'PATCH /v1/challenges/{number}': operation(
    'changeChallenge',
    'Changes the last day or the seats of a challenge',
    ...(['no-challenge', 'challenge-full'] as const),
  ),
  'GET /v1/invitations': operation(
    'listInvitations',
    'Invitations and what became of them, without a code or a person',
  ),
  'POST /v1/invitations': operation(
    'invite',
    'Makes an invitation; its code is told this once',
    ...(['no-challenge', 'challenge-ended', 'challenge-full'] as const),
  ),
  'PUT /v1/invitations/{number}/revocation': operation(
    'revokeInvitation',
    'Nobody enrols with it any more',
    ...(['no-invitation', 'invitation-used', 'not-held', 'journal-failed'] as const),
  ),
  'PUT /v1/invitations/{number}/suspension': operation(
    'suspendAgents',
    'Holds off the agents of whoever used it, within five seconds',
    ...(['no-invitation', 'invitation-unused', 'not-held', 'journal-failed'] as const),
  ),
  'DELETE /v1/invitations/{number}/suspension': operation(
    'resumeAgents',
    'Lets the agents send again that were held off',
    ...(['no-invitation', 'journal-failed'] as const),
  ),

  'GET /v1/login': operation(
    'logIn',
    'Sends the browser to the identity provider; with fresh=1 it asks for the login anew',
    'provider-unavailable',
  ),
  'GET /v1/login/callback': operation(
    'finishLogin',
    'Where the identity provider sends the browser back to',
    ...(['login-failed', 'no-role', 'provider-unavailable'] as const),
  ),
  'GET /v1/session': operation(
    'getSession',
    'Who is logged in, for how long yet, and the token that goes with what changes something',
  ),
  'GET /v1/session/left': operation(
    'getSessionLeft',
    'How long the session lasts yet; it keeps no session alive, so that a page may ask it by itself',
  ),
  'POST /v1/logout': operation(
    'logOut',
    'Ends the session here; `provider` is where the browser ends the one at the identity provider',
  ),
  'POST /v1/logout/back-channel': operation(
    'logOutByProvider',
    'A logout token of the identity provider ends the sessions that it names',
    'provider-unavailable',
  ),

  'GET /v1/people': operation('listPeople', 'Who shares with this coach, and what; nothing is opened'),
  'GET /v1/people/{pseudonym}/grants': operation(
    'listGrants',
    'What a person shares with this coach at this moment, which may be nothing; it keeps no session alive, so that a page may ask it by itself',
  ),
  'GET /v1/reads': operation('listReads', 'The latest 1,000 reads of this coach'),
  'GET /v1/people/{pseudonym}/summaries': operation(
    'readSummaries',
    'Reads what is shared of the days from the first to the last, both of them included: a line of the log before anything is opened, told to the person',
    ...READ,
  ),
  'GET /v1/people/{pseudonym}/messages': operation(
    'listMessages',
    'The latest messages to and from a person',
    ...SHARED,
  ),
  'POST /v1/people/{pseudonym}/messages': operation('sendMessage', 'Sends a message, sealed to the person', ...SHARED),
  'GET /v1/people/{pseudonym}/programmes': operation(
    'listProgrammes',
    'The programmes that this coach sent to a person, every revision',
    ...SHARED,
  ),
  'POST /v1/people/{pseudonym}/programmes': operation(
    'sendProgramme',
    'Sends a programme, or with `id` its next revision, signed and sealed to the person',
    ...SHARED,
    ...(['not-given', 'plan-warned'] as const),
  ),
  'GET /v1/people/{pseudonym}/programmes/{leaf}': operation(
    'getProgramme',
    'One revision, and what is different from the one before',
    ...SHARED,
  ),
  'GET /v1/people/{pseudonym}/programmes/{leaf}/adherence': operation(
    'followProgramme',
    'What was done of it, as the person reported; with a purpose also as it was measured, which is a read',
    ...READ,
  ),
  'POST /v1/people/{pseudonym}/programmes/proposals': operation(
    'proposeProgramme',
    'What could be changed of a programme, and why; with a purpose it reads the last 35 days; nothing is sent',
    ...READ,
  ),
  'POST /v1/programmes/checks': operation('checkPlan', 'What the load rules warn of in a plan'),
  'POST /v1/programmes/drafts': operation('draftPlan', 'A plan made of a template; nothing is kept or sent'),

  'GET /v1/recovery': operation('recover', 'What a new machine of a person begins with', 'damaged-record'),
  'GET /v1/recovery/{kind}': operation(
    'recoverPage',
    'The next records of one kind, as the person sent or got them',
    'damaged-record',
  ),
  'POST /v1/recovery/agents': operation(
    'addAgent',
    'Enrols a further agent of a person, by the 24 words',
    ...NEW_AGENT,
    'damaged-record',
  ),
};

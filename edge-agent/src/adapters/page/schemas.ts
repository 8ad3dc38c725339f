import { Erasure } from './letter-schemas.js';
import {
  Any,
  answer,
  Coach,
  Count,
  closed,
  Day,
  Days,
  Flag,
  Granularity,
  Id,
  Language,
  listOf,
  Metric,
  nullable,
  ofType,
  Passphrase,
  Proof,
  Text,
  Time,
} from './schema-parts.js';

/*
 * Shapes of the page's API as plain JSON Schema: a library that builds schemas would stay in the memory of an agent that has to be
 * small. Of what comes in, nothing is coerced and nothing unknown is accepted.
 */

const ProblemDetails = answer(
  { type: Text, title: Text, status: Count, detail: Text, code: Text },
  'RFC 9457; detail is one sentence for a person',
);
export const Problem = ofType('application/problem+json', ProblemDetails, 'refused, and why');

export const Archive = ofType('application/x-tar', { type: 'string', format: 'binary' }, 'one archive, as it is made');

export const Empty = closed({}, []);
export const Nothing = { type: 'null', description: 'done' } as const;

export const ServiceQuery = closed({ challenge: Id }, ['challenge']);
export const ServiceAnswer = answer({ proof: Text }, 'what only an agent on this vault can say');

const Login = { type: 'string', pattern: '^[A-Za-z0-9_-]{43}[.][0-9]{1,12}$' } as const;
export const LoginBody = closed({ token: Login }, ['token']);
export const LoginAnswer = answer({ csrf: Text }, 'to be sent in x-fit4work-csrf with every request');
export const SessionAnswer = answer(
  { enrolled: Flag, unlockedFor: Count, signedInFor: Count },
  'whether there is an agent, or the way to one; seconds for which the past stays open, and after which the session ends unless somebody is at the page',
);
export const UnlockAnswer = answer({ unlockedFor: Count }, 'seconds for which the past stays open');
export const UnlockBody = closed({ passphrase: Passphrase }, ['passphrase']);

const Letters = answer({ kept: Count, unseen: Count }, 'of what came down');
const Battery = answer({ percent: Count, charging: Flag }, 'as it was last told');
const Wearable = answer(
  {
    ...{ wearable: Count, address: Text, family: Text, device: nullable(Text), sleep: nullable(Text) },
    ...{ synchronised: nullable(Time), clockWentBack: Flag, battery: nullable(Battery), clock: nullable(Any) },
  },
  'a wearable on the allow-list',
);
const Finding = answer(
  {
    ...{ code: Text, first: nullable(Time), since: nullable(Time), last: nullable(Time), count: Count },
    ...{ current: Flag, clockWentBack: Flag },
  },
  'what was noticed of broker, coach API or log; with `ended` where it is over; null is a time that the clock has not come to since it went back',
);
const Storage = answer(
  {
    ...{ bytes: Count, limit: Count, full: Flag, diskFull: Flag },
    ...{ oldest: nullable(Day), waiting: nullable(Count), copies: { type: 'array', items: Text } },
  },
  'what is kept, in bytes, and what it may grow to; `waiting` counts envelopes',
);
const Ending = answer(
  { grant: Id, withdrawal: nullable(Id), coach: nullable(Text), at: nullable(Time), expires: nullable(Time) },
  'over here, while the coach API goes on counting it, until `expires` at most; `withdrawal` is null where it was not withdrawn yet',
);
const Shared = answer(
  { id: Id, recipient: Text, scope: listOf(Any), from: Day, until: Day, begins: nullable(Time) },
  'a grant that lives; or, where `begins` is a time, one signed under a clock that was ahead',
);
export const StatusAnswer = answer(
  {
    pseudonym: Text,
    samples: nullable(answer({ steps: Count, 'heart-rate': Count, sleep: Count }, 'how many were measured')),
    envelopes: nullable(Count),
    receipts: nullable(Count),
    anchored: nullable(Count),
    witnesses: Count,
    recordsWaiting: nullable(Count),
    wordsConfirmed: Flag,
    days: nullable(Days),
    daysWaiting: nullable(listOf(Day)),
    letters: nullable(answer({ read: Letters, programme: Letters, message: Letters, erasure: Letters }, 'by kind')),
    erasures: nullable(listOf(Erasure)),
    wearables: nullable(listOf(Wearable)),
    grants: nullable(listOf(Shared)),
    ending: nullable(listOf(Ending)),
    grantsUnconfirmed: nullable(listOf(Id)),
    findings: nullable(listOf(Finding)),
    storage: nullable(Storage),
    damaged: listOf(Text),
  },
  'what `status --json` says; null is what was changed on disk, and `damaged` names it; so many `witnesses` confirmed the log in which the envelopes that are `anchored` stand',
);

export const WearablesAnswer = answer({ wearables: nullable(listOf(Wearable)) }, 'in order of pairing');

const Metrics = { type: 'string', maxLength: 64, description: 'of steps, heart-rate, sleep; commas between' } as const;
export const SamplesQuery = closed({ from: Day, until: Day, metrics: Metrics, granularity: Granularity }, [
  'from',
  'until',
]);
export const SamplesAnswer = answer(
  {
    days: listOf(answer({ day: Day }, 'windows by hour or day, samples at raw')),
    closed: listOf(Day),
    ...{ damaged: listOf(Day), notAsSealed: listOf(Day) },
  },
  'what `samples --json` says; days that are closed need the passphrase',
);

const Read = answer(
  {
    ...{ digest: Id, coach: nullable(Text), purpose: nullable(Text), time: nullable(Time), grants: listOf(Text) },
    ...{ proof: Proof, problems: listOf(Text), said: listOf(Text), withdrawalOnItsWay: Flag },
    acknowledged: nullable(Time),
  },
  'one act of a coach opening data, verified here; `said` has a sentence for each problem, as `Accept-Language` says',
);
export const ReadsAnswer = answer({ sound: Flag, reads: listOf(Read) }, 'what `reads --json` says');
const Digests = { type: 'array', items: Id, minItems: 1, maxItems: 200 } as const;
export const SeenBody = closed({ digests: Digests }, ['digests']);

export const GrantsQuery = closed({ history: { const: 'all' } }, []);
const Event = answer(
  { event: Text, witnesses: Count },
  'a grant, a withdrawal or a lapse, and how many witnesses confirmed the log in which it stands',
);
export const GrantsAnswer = answer(
  { complete: Flag, damaged: listOf(Text), events: listOf(Event), ending: listOf(Ending) },
  'what `grants --json` says',
);

const Granularities = { type: 'array', items: Granularity, minItems: 1, maxItems: 3, uniqueItems: true } as const;
const Scope = {
  ...{ type: 'array', minItems: 1, maxItems: 3 },
  items: closed({ metric: Metric, granularities: Granularities }, ['metric', 'granularities']),
} as const;
const Expiry = { type: 'integer', minimum: 0, maximum: 253_402_300_799, description: 'Unix seconds' } as const;
const asked = { coach: Coach, scope: Scope, from: Day, until: Day, expires: Expiry, language: Language } as const;
const ASKED = ['coach', 'scope', 'from', 'until', 'expires', 'language'] as const;

export const OfferBody = closed(asked, ASKED);
const SealedUntil = answer(
  { raw: Time, hour: Time, day: Time },
  'windows that begin later are not sealed yet: their numbers may still change',
);
export const OfferAnswer = answer(
  {
    scope: Any,
    notice: answer({ language: Text, text: Text, sha256: Id }, 'the grant carries the hash of exactly this text'),
    preview: answer(
      {
        ...{ past: nullable(Days), shown: listOf(Any), late: nullable(Days), future: nullable(Days) },
        ...{ sealedUntil: SealedUntil, unreached: nullable(Days), withoutDay: nullable(Day) },
        ...{ example: nullable(Any), damaged: listOf(Day), notAsSealed: listOf(Day), uncompared: listOf(Day) },
      },
      'exactly what the coach will see: by day, by hour and by sample, as far as asked',
    ),
    besides: listOf(Event),
  },
  'what a person is shown before signing',
);
const Awaits = {
  enum: ['stored', 'proven'],
  description: 'what the answer waits for, some seconds at most; its proof if absent',
} as const;
export const GrantBody = closed({ ...asked, notice: Id, passphrase: Passphrase, awaits: Awaits }, [
  ...ASKED,
  'notice',
  'passphrase',
]);
export const GrantAnswer = answer(
  { grant: Id, stored: Flag, proven: Flag, witnesses: Count, ended: Flag },
  'whether the coach API has said, signed, that it has it, whether it is proven to be in the log, and how many witnesses confirmed that log',
);

const Ids = { type: 'array', items: Id, minItems: 1, maxItems: 200, uniqueItems: true } as const;
export const ConfirmationBody = closed({ grants: Ids, passphrase: Passphrase }, ['grants', 'passphrase']);
export const ConfirmationAnswer = answer(
  { confirmed: listOf(Id), stored: Flag },
  'those of the grants that waited for it',
);
export const LostConsentBody = closed({ passphrase: Passphrase }, ['passphrase']);
export const LostConsentAnswer = answer({ restored: Count }, 'how many records came back');

/* Of enrolment, before there is an agent. */
const Step = { enum: ['invitation', 'passphrase', 'words', 'registration', 'done'] } as const;
export const SetupAnswer = answer(
  { step: Step, host: nullable(Text), begun: Flag },
  'what is next; `host` is that of the coach API in the invitation; `begun`: keys were made for it before, under a passphrase that was chosen then',
);
const Invitation = { type: 'string', minLength: 1, maxLength: 15_000, description: 'its link, or its JSON' } as const;
export const InvitationBody = closed({ invitation: Invitation }, ['invitation']);
export const KeysBody = closed({ passphrase: Passphrase }, ['passphrase']);
export const KeysAnswer = answer(
  { words: listOf(Text), places: listOf(Count) },
  'the 24 words, and which two are to be given back; neither where that was done before',
);

/* Of wearables. */
const Address = { type: 'string', pattern: '^([0-9a-f]{2}:){5}[0-9a-f]{2}$' } as const;
const FamilyName = { type: 'string', pattern: '^[a-z0-9-]{1,32}$' } as const;
const Nearby = answer(
  {
    ...{ address: Address, name: nullable(Text), family: Text },
    ...{ signal: { type: 'integer', description: 'dBm' }, keyed: Flag, paired: Flag },
  },
  'one that was heard just now, and is of a family that there is; `keyed`: its wearer confirms on it',
);
export const NearbyAnswer = answer({ nearby: listOf(Nearby) }, 'the nearest first');
export const PairBody = closed({ address: Address, family: FamilyName }, ['address', 'family']);

export const ChallengeAnswer = answer(
  { from: nullable(Day), until: nullable(Day) },
  'first and last day of the challenge; null is one that the coach API does not say now, or that has no end',
);

const Word = closed(
  {
    place: { type: 'integer', minimum: 1, maximum: 24, description: 'among the 24' },
    word: { type: 'string', minLength: 1, maxLength: 32 },
  },
  ['place', 'word'],
);
const Words = { type: 'array', items: Word, minItems: 2, maxItems: 2 } as const;
export const GivenWordsBody = closed({ words: Words }, ['words']);
export const WordsBody = closed({ words: Words, passphrase: Passphrase }, ['words', 'passphrase']);
export const WordsAnswer = answer({ confirmed: Flag }, 'whether both are right');

export const WithdrawalBody = {
  anyOf: [
    closed({ grant: Id, passphrase: Passphrase }, ['grant', 'passphrase']),
    closed({ coach: Coach, passphrase: Passphrase }, ['coach', 'passphrase']),
    closed({ all: { const: true }, passphrase: Passphrase }, ['all', 'passphrase']),
  ],
} as const;
export const WithdrawalAnswer = answer(
  { withdrawn: listOf(Id), stored: Flag, lookedUp: Flag },
  'the grants that are ended; where the coach API did not say what other machines of the person signed it is not lookedUp',
);

import {
  Any,
  answer,
  Coach,
  Count,
  closed,
  Day,
  Flag,
  Id,
  listOf,
  nullable,
  Passphrase,
  Proof,
  Text,
  Time,
} from './schema-parts.js';

/* Shapes of what came down, what is said to a coach, and what is to be forgotten. */

const Unbelieved = answer({ id: Id, problem: Text }, 'of which nothing is shown: it does not verify');
const Problems = listOf(Text);

export const ProgrammesQuery = closed({ history: { const: 'all' } }, []);
const Session = answer(
  { number: Count, day: Day, kind: Text, minutes: Count, target: nullable(Any), note: Text, report: nullable(Any) },
  'and what was last said of it',
);
const Programme = answer(
  {
    ...{ leaf: Id, id: Text, revision: Count, stands: Flag, coach: Text, title: Text, from: Day, until: Day },
    ...{ sessions: listOf(Session), advice: Text, time: Time, grants: listOf(Text), summaries: listOf(Text) },
    ...{ proof: Proof, problems: Problems, acknowledged: nullable(Time) },
  },
  'an exercise programme, verified here',
);
export const ProgrammesAnswer = answer(
  { sound: Flag, today: Day, programmes: listOf(Programme), unbelieved: listOf(Unbelieved) },
  'what `programme --json` says',
);

const Leaves = { type: 'array', items: Id, maxItems: 200, description: 'leaves of what was shown' } as const;
export const ShownBody = closed({ leaves: Leaves }, ['leaves']);

const Place = { type: 'integer', minimum: 1, maximum: 400 } as const;
const Effort = { type: 'integer', minimum: 0, maximum: 10, description: 'perceived' } as const;
const Note = { type: 'string', maxLength: 4096 } as const;
export const ReportBody = closed(
  { programme: Id, session: Place, done: { type: 'boolean' }, effort: Effort, note: Note },
  ['programme', 'session', 'done'],
);
export const SentAnswer = answer(
  { leaf: Id, received: Flag },
  'whether the coach API has said, signed, that it has it',
);

const Message = answer(
  {
    ...{ number: Count, leaf: Id, from: { enum: ['coach', 'person'] }, time: Time, text: Text, answers: nullable(Id) },
    ...{ report: nullable(Any), acknowledged: nullable(Time), proof: Proof, received: nullable(Flag) },
    ...{ logIndex: nullable(Count), witnesses: Count, problems: Problems },
  },
  'one message, verified here, and how many witnesses confirmed the log in which it stands',
);
const Thread = answer({ coach: Text, messages: listOf(Message) }, 'both sides, in order');
export const MessagesAnswer = answer(
  { sound: Flag, threads: listOf(Thread), unbelieved: listOf(Unbelieved) },
  'what `messages --json` says',
);
const Said = { type: 'string', minLength: 1, maxLength: 4096 } as const;
export const MessageBody = closed({ coach: Coach, text: Said, answers: Id }, ['coach', 'text']);

const Certificate = answer(
  { time: Time, envelopes: Count, logIndex: nullable(Count), witnesses: Count, problem: nullable(Text) },
  'as it was last looked at, and how many witnesses confirmed the log in which it stands',
);
export const Erasure = answer(
  {
    ...{ leaf: Id, from: Day, until: Day, issued: Time, received: Flag, logIndex: nullable(Count) },
    witnesses: Count,
    certificate: nullable(Certificate),
  },
  'days that are forgotten, how far it has come, and how many witnesses confirmed the log in which it stands',
);
export const ErasuresAnswer = answer(
  { sound: Flag, erasures: listOf(Erasure), foreign: Count, unbelieved: listOf(Unbelieved) },
  'what `erase --list --json` says; certificates are looked at while the past is open',
);
const Confirmed = { enum: ['WISSEN', 'ERASE'], description: 'the word, as the person typed it' } as const;
const confirmed = { confirm: Confirmed, passphrase: Passphrase } as const;
export const ErasureBody = {
  anyOf: [
    closed({ from: Day, until: Day, ...confirmed }, ['from', 'until', 'confirm', 'passphrase']),
    closed({ all: { const: true }, ...confirmed }, ['all', 'confirm', 'passphrase']),
  ],
} as const;
export const ErasureAnswer = answer(
  { erasure: Erasure, scrubbed: Flag, lookedUp: Flag },
  'where nothing is left in the files of this machine it is scrubbed; else ask again once no other process holds them; lookedUp as where grants are ended',
);

export const LateAnswer = answer(
  { envelopes: Count, waiting: listOf(Day), refused: listOf(Day) },
  'how many were sealed anew, the days that still wait, and those whose samples are forgotten, of which what was sealed stands',
);

import type { AdminClient } from '../adapters/admin-client.js';
import { InvitationSheet, type PrintedInvitation } from '../adapters/invitation-sheet.js';
import type { ToldChallenge, ToldInvitation } from '../administering.js';
import { AdminError } from './admin-error.js';
import type { Command } from './command-line.js';
import type { Done } from './done.js';
import { tellRetention } from './retention.js';
import { both, type Language, type Said, STATES, USAGE, WORDS } from './words.js';

type Act<Name extends Command['act']> = Extract<Command, { readonly act: Name }>;

/** Does what the administrator asks. @throws AdminError */
export async function perform(command: Command, ask: AdminClient, language: Language): Promise<Done> {
  switch (command.act) {
    case 'help':
      return { said: USAGE, json: { usage: USAGE[language] } };
    case 'challenges': {
      const { challenges } = (await ask({ method: 'GET', path: 'challenges' })) as { challenges: ToldChallenge[] };
      return listOf('challenges', challenges.map(lineOfChallenge), challenges);
    }
    case 'add-challenge':
      return challengeDone(await ask({ method: 'POST', path: 'challenges', body: command.body }));
    case 'change-challenge':
      return challengeDone(await ask({ method: 'PATCH', path: `challenges/${command.number}`, body: command.body }));
    case 'invite':
      return invite(command, ask, language);
    case 'invitations': {
      const invitations = await allInvitations(ask, command.challenge);
      return listOf('invitations', invitations.map(lineOfInvitation), invitations);
    }
    case 'retention':
      return tellRetention(ask, new Date().toISOString().slice(0, 10));
    default:
      return change(command, ask);
  }
}

const CHANGES = {
  revoke: { method: 'PUT', what: 'revocation', said: WORDS.revoked },
  suspend: { method: 'PUT', what: 'suspension', said: WORDS.isSuspended },
  resume: { method: 'DELETE', what: 'suspension', said: WORDS.resumed },
} as const;

async function change({ act, number }: Act<'revoke' | 'suspend' | 'resume'>, ask: AdminClient): Promise<Done> {
  const { method, what, said } = CHANGES[act];
  const json = await ask({ method, path: `invitations/${number}/${what}` });
  return { said: said(number), json };
}

/** What was made stays, whatever became of the rest: each code is told once, and nobody can ask for it again. */
async function invite(
  { body, count, sheet: path }: Act<'invite'>,
  ask: AdminClient,
  language: Language,
): Promise<Done> {
  const sheet = path === undefined ? undefined : await InvitationSheet.begin(path, language);
  const made: PrintedInvitation[] = [];
  const failed = await failureOf(async () => {
    while (made.length < count) {
      const invitation = (await ask({ method: 'POST', path: 'invitations', body })) as PrintedInvitation;
      await sheet?.add(invitation);
      made.push(invitation);
    }
  });
  await sheet?.end();
  const numbers = made.map(({ number, expires }) => ({ number, expires }));
  if (path === undefined) return { ...listOf('invitations', made.map(lineOfLink), made), failed };
  return { said: WORDS.sheetMade(made.length, path), json: { sheet: path, invitations: numbers }, failed };
}

async function failureOf(work: () => Promise<void>): Promise<AdminError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof AdminError) return error;
    throw error;
  }
}

async function allInvitations(ask: AdminClient, challenge: number | undefined): Promise<readonly ToldInvitation[]> {
  const all: ToldInvitation[] = [];
  for (;;) {
    const asked = new URLSearchParams({
      ...(challenge === undefined ? {} : { challenge: String(challenge) }),
      ...(all.length === 0 ? {} : { after: String(all.at(-1)?.number) }),
    });
    const answer = (await ask({ method: 'GET', path: `invitations?${asked}` })) as { invitations: ToldInvitation[] };
    if (answer.invitations.length === 0) return all;
    all.push(...answer.invitations);
  }
}

const challengeDone = (answer: unknown): Done => ({ said: lineOfChallenge(answer as ToldChallenge), json: answer });

function listOf(name: 'challenges' | 'invitations', lines: readonly Said[], list: readonly unknown[]): Done {
  const none = name === 'challenges' ? WORDS.noChallenges : WORDS.noInvitations;
  const joined = (language: Language): string =>
    lines.length === 0 ? none[language] : lines.map((line) => line[language]).join('\n');
  return { said: both(joined), json: { [name]: list } };
}

const lineOfChallenge = ({ number, name, from, until, seats, taken, invitations }: ToldChallenge): Said =>
  both((language) => {
    const end = until === null ? WORDS.noEnd[language] : `${WORDS.until[language]} ${until}`;
    const bound = seats === null ? '' : ` ${WORDS.seatsOf[language]} ${seats}`;
    const counts = Object.entries(STATES).map(
      ([state, said]) => `${Reflect.get(invitations, state)} ${said[language]}`,
    );
    const held = `${invitations.suspended} ${WORDS.suspended[language]}`;
    return `${number}  ${name}  ${from} ${end}  ${taken}${bound} ${WORDS.seats[language]}  (${[...counts, held].join(', ')})`;
  });

const lineOfInvitation = ({ number, challenge, state, expires, suspended }: ToldInvitation): Said =>
  both((language) => {
    const held = suspended ? `, ${WORDS.suspended[language]}` : '';
    return `${number}  [${challenge}]  ${STATES[state][language]}${held}  ${WORDS.expires[language]} ${timeOf(expires)}`;
  });

const lineOfLink = ({ number, expires, link }: PrintedInvitation): Said =>
  both((language) => `${number}  ${WORDS.expires[language]} ${timeOf(expires)}  ${link}`);

const timeOf = (time: number): string => new Date(time * 1000).toISOString().replace('.000Z', 'Z');

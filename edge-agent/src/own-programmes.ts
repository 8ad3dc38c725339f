import { openProgramme, type Programme, standingProgrammes, toHex } from '@fit4work/protocol';
import { grantsOf, isWhole, type OwnConsent } from './core/consent-history.js';
import { reportedSessions } from './core/programmes.js';
import type { OwnMessage } from './core/shown-message.js';
import type { ProgrammeProblem, ShownProgramme } from './core/shown-programme.js';
import { type LetterPorts, type LetterReader, type OpenedLetter, openLetters } from './open-letters.js';
import { ownConsent } from './own-consent.js';
import { type Unbelieved, writtenMessages } from './own-messages.js';
import { type ShownLetter, shownAmong } from './write-message.js';

export interface OwnProgrammes {
  /** Every programme and every revision, in the order of their first days and revisions. */
  readonly programmes: readonly ShownProgramme[];
  readonly unbelieved: readonly Unbelieved[];
  /** Everything that came, by leaf where it was opened, to be acknowledged where it is shown. */
  readonly letters: readonly ShownLetter[];
}

/**
 * Every programme that came down, verified here, with what was said of its sessions.
 *
 * @throws AgentError `vault-damaged` when the pinned policy was changed
 */
export async function ownProgrammes(ports: LetterPorts, reader: LetterReader): Promise<OwnProgrammes> {
  const { opened, refused } = await openLetters(ports, reader, { kind: 'programme', open: openProgramme });
  const { own, damaged } = await writtenMessages(ports.outbox, reader.vaultKey);
  const consent = await ownConsent(ports.outbox, reader.identity);
  const stand = standingProgrammes(opened);
  const programmes = opened.map((letter) =>
    showProgramme(letter, { stands: stand.has(letter.leaf), opened, own, basis: basisProblem(letter.record, consent) }),
  );
  return {
    programmes: programmes.sort((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)) || a.revision - b.revision),
    unbelieved: [
      ...refused.map(({ digest, problem }) => ({ id: toHex(digest), problem })),
      ...damaged.map((id) => ({ id, problem: 'changed-on-disk' as const })),
    ],
    letters: [
      ...refused,
      ...opened.map(({ kind, digest, acknowledged, leaf, record: { coach } }) => ({
        ...{ kind, digest, acknowledged },
        says: { coach, leaf },
      })),
    ],
  };
}

export interface ShownProgrammes extends OwnProgrammes {
  /** Whether everything that is shown verifies. */
  readonly sound: boolean;
}

/**
 * Those that stand and are not over, or all; and of the letters, what is shown with them.
 *
 * @param today civil day
 */
export function toShow(
  { programmes, unbelieved, letters }: OwnProgrammes,
  { all, today }: { readonly all: boolean; readonly today: string },
): ShownProgrammes {
  const chosen = all ? programmes : programmes.filter(({ stands, until }) => stands && until >= today);
  return {
    sound: unbelieved.length === 0 && chosen.every(({ problems }) => problems.length === 0),
    ...{ programmes: chosen, unbelieved, letters: shownAmong(letters, new Set(chosen.map(({ leaf }) => leaf))) },
  };
}

/** Whether it rests on grants of this person alone. */
function basisProblem({ grants }: Programme, own: OwnConsent): ProgrammeProblem | undefined {
  const known = new Set(grantsOf(own.kept.map(({ record }) => record)).map(({ id }) => id));
  if (grants.every((grant) => known.has(toHex(grant)))) return undefined;
  return isWhole(own) ? 'unknown-grant' : 'consent-missing';
}

function showProgramme(
  { leaf, record, proof, problems, acknowledged }: OpenedLetter<Programme>,
  of: {
    readonly stands: boolean;
    readonly opened: readonly OpenedLetter<Programme>[];
    readonly own: readonly OwnMessage[];
    readonly basis: ProgrammeProblem | undefined;
  },
): ShownProgramme {
  const { coach, id, revision, title, from, until, advice, time, grants, summaries } = record;
  return {
    ...{ leaf, id: toHex(id), revision, stands: of.stands, coach, title, from, until },
    sessions: reportedSessions({ leaf, record }, of.opened, of.own),
    ...{ advice, time, grants: grants.map(toHex), summaries: summaries.map(toHex), proof },
    problems: [...problems, ...(of.basis === undefined ? [] : [of.basis])],
    acknowledged,
  };
}

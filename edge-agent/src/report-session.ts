import { fromHex } from '@fit4work/protocol';
import { COACH_REFUSALS } from './core/refusal-words/coach-refusals.js';
import type { ShownProgramme } from './core/shown-programme.js';
import { AgentError } from './error.js';
import type { Identity } from './ports.js';
import { type WritingPorts, writeMessage } from './write-message.js';

export interface SessionSaid {
  /** Place in the programme, 1 first. */
  readonly session: number;
  /** Id or leaf of the programme, or how it begins; needed where several are under way. */
  readonly programme?: string | undefined;
  readonly done: boolean;
  readonly effort: number | null;
  readonly note: string;
}

/**
 * Tells the coach of a programme that one of its sessions was done, or not. The last that was said of a session counts.
 *
 * @param today civil day
 * @returns leaf of the message
 * @throws AgentError `bad-configuration` where it is not clear which session is meant; as {@link writeMessage}
 */
export async function reportSession(
  ports: WritingPorts,
  identity: Identity,
  said: SessionSaid & { readonly programmes: readonly ShownProgramme[]; readonly today: string },
): Promise<string> {
  const { leaf, coach, sessions } = programmeOf(said);
  if (!sessions.some(({ number }) => number === said.session)) {
    throw new AgentError('bad-configuration', COACH_REFUSALS.sessionUnknown(sessions.length));
  }
  const { done, effort } = said;
  const report = { programme: fromHex(leaf), session: said.session - 1, done, effort };
  return writeMessage(ports, identity, { coach, answers: null, text: said.note, report });
}

function programmeOf({
  programmes,
  programme,
  today,
}: {
  readonly programmes: readonly ShownProgramme[];
  readonly programme?: string | undefined;
  readonly today: string;
}): ShownProgramme {
  const stand = programmes.filter(({ stands }) => stands);
  const meant =
    programme === undefined
      ? underWay(stand, today)
      : stand.filter(({ id, leaf }) => id.startsWith(programme) || leaf.startsWith(programme));
  const [only, ...others] = meant;
  if (only !== undefined && others.length === 0) return only;
  const { programmeUnknown, programmesSeveral } = COACH_REFUSALS;
  throw new AgentError('bad-configuration', only === undefined ? programmeUnknown : programmesSeveral);
}

/** Of those that are over, only where no other is meant: the last session may be told of a day late. */
function underWay(stand: readonly ShownProgramme[], today: string): readonly ShownProgramme[] {
  const current = stand.filter(({ until }) => until >= today);
  return current.length === 0 ? stand : current;
}

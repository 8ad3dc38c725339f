import { dropDraft, remember, rememberedOf } from '../memory.js';
import { sendOnce } from '../send-once.js';
import { readProgramme, readProgrammes } from '../shapes.js';
import { contentOf, type Draft, isSameProgramme } from './plan.js';

export interface Plan {
  readonly pseudonym: string;
  readonly draft: Draft;
  /** Names of the answers that it rests on. */
  readonly bases: readonly string[];
  /** Rules that were warned of. */
  readonly overruled: readonly string[];
}

/**
 * Sends a plan. What was changed of it since it went out becomes its next revision.
 * @returns whether nothing of it is left to be sent
 */
export async function sendProgramme({ pseudonym, draft, ...beside }: Plan): Promise<boolean> {
  const { one, isWanted } = await sendOnce({
    ...{ pseudonym, to: 'programmes', isIt: isSameProgramme },
    // Age and pulse are kept nowhere.
    made: { ...draft, body: undefined },
    body: bodyOf(draft, beside),
    readOne: readProgramme,
    readAll: (json) => readProgrammes(json).programmes,
  });
  const { draft: now } = rememberedOf(pseudonym);
  if (!isWanted || now === undefined) return true;
  const isAll = isSameProgramme(now, one);
  if (isAll) dropDraft(pseudonym);
  else remember(pseudonym, { draft: { ...now, id: one.id } });
  return isAll;
}

const bodyOf = (draft: Draft, { bases, overruled }: Pick<Plan, 'bases' | 'overruled'>) => ({
  ...contentOf(draft),
  ...{ summaries: bases, overruled },
  ...(draft.id !== undefined && { id: draft.id }),
  ...(draft.body !== undefined && { person: draft.body }),
});

import { AskError, type Question } from '../../../kit/index.js';
import { GRANT_ENDED } from '../failure.js';
import { grantEndedSince, rememberBasis, rememberedOf } from '../memory.js';
import { askService } from '../service.js';

/**
 * Asks for what is a read of somebody. What was on its way while a grant ended may have been opened under that one: it is shown to nobody.
 * @throws AskError
 */
export async function openRead<Answer>(pseudonym: string, question: Question<Answer>): Promise<Answer> {
  const { grants } = rememberedOf(pseudonym);
  const { answer, basis } = await askService({
    ...question,
    read: (json, headers) => ({ answer: question.read(json, headers), basis: headers.get('f4w-basis') }),
  });
  if (grantEndedSince(pseudonym, grants)) throw new AskError('refused', { reason: GRANT_ENDED });
  rememberBasis(pseudonym, basis);
  return answer;
}

import { Field, say } from '../../../kit/index.js';
import { remember, rememberedOf } from '../memory.js';
import * as words from './messages.js';

/** As the coach API takes it: one line. */
const MOST = 200;
const hasControl = (text: string): boolean => [...text].some((sign) => sign < ' ' || sign === '\u007f');

/** @returns undefined where it is none */
function purposeOf(typed: string): string | undefined {
  const text = typed.trim();
  return text === '' || text.length > MOST || hasControl(text) ? undefined : text;
}

/** What stands in the field: what was typed, also where the session ended meanwhile, or the reason that was given. */
function fieldOf(pseudonym: string): string {
  const { reason, purpose = '' } = rememberedOf(pseudonym);
  return reason ?? purpose;
}

/** The reason as it stands there. @returns undefined where it is none */
export const typedReasonOf = (pseudonym: string): string | undefined => purposeOf(fieldOf(pseudonym));

/** The reason that a read goes out with: what stands in its field or, where that is none, what was given before. */
export const reasonOf = (pseudonym: string): string | undefined =>
  typedReasonOf(pseudonym) ?? rememberedOf(pseudonym).purpose;

export interface PurposeFieldProps {
  readonly pseudonym: string;
  readonly isLacking: boolean;
}

/** Why somebody is looked at, in the words that the person will see. */
export function PurposeField({ pseudonym, isLacking }: PurposeFieldProps) {
  return (
    <Field
      label={say(words.why)}
      help={say(words.whyHelp)}
      value={fieldOf(pseudonym)}
      error={isLacking ? say(words.whyMissing) : undefined}
      required
      onInput={(reason) => remember(pseudonym, { reason })}
    />
  );
}

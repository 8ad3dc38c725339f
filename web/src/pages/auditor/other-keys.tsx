import { Notice } from '../../kit/index.js';
import { otherKeysWords } from './sound-words.js';

/** Where somebody signs as a witness of the policy, and not with its key. @param names of them; none is well */
export function OtherKeys({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <Notice tone="care">
      <p>{otherKeysWords(names)}</p>
    </Notice>
  );
}

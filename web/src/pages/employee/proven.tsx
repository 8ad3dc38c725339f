import { format, Marked, say } from '../../kit/index.js';
import * as words from './messages.js';
import { hasNoWitness, type Proof } from './proof.js';

/** Where something stands in the log, with a green tick only where a witness confirmed it. */
export const Proven = ({ proof, small = false }: { readonly proof: Proof; readonly small?: boolean }) => (
  <Marked tone={hasNoWitness(proof) ? 'care' : 'good'} small={small}>
    {say(words.proven, { index: format.number(proof.index), witnesses: proof.witnesses })}
  </Marked>
);

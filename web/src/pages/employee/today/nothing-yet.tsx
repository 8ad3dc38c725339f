import { Notice, say } from '../../../kit/index.js';
import * as words from './messages.js';

/** Only where nothing was damaged: nobody can say otherwise that nothing was measured. */
export const NothingYet = () => (
  <Notice title={say(words.nothingYet)}>
    <p>{say(words.nothingYetHow)}</p>
  </Notice>
);

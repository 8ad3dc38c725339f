import { Notice, say } from '../../kit/index.js';
import * as words from './messages.js';

/** In the place of what a log would be asked for, where none was named: nobody is to blame for that. */
export const AddressNeeded = () => (
  <Notice tone="plain">
    <p>{say(words.addressNeeded)}</p>
  </Notice>
);

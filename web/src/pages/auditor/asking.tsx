import { Progress, say } from '../../kit/index.js';
import * as words from './messages.js';

/** Shown while the log is asked. */
export const Asking = () => <Progress label={say(words.asking)} done={0} of={undefined} />;

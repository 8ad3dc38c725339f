import { Notice, say } from '../../kit/index.js';
import * as words from './messages.js';

/** What was changed on the disk. @param damaged the agent's own sentences, each with its remedy */
export const DamagedNotice = ({ damaged }: { readonly damaged: readonly string[] }) => (
  <Notice tone="bad" title={say(words.changedOnDisk)}>
    <p>{say(words.changedOnDiskHow)}</p>
    {damaged.map((sentence) => (
      <p key={sentence}>{sentence}</p>
    ))}
  </Notice>
);

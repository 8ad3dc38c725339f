import type { VNode } from 'preact';
import { Notice, say } from '../../../kit/index.js';
import { DamagedNotice } from '../damaged-notice.js';
import { ForHelper } from '../for-helper.js';
import * as words from './messages.js';
import type { Status } from './status.js';

/** What somebody should know of the agent before all else, the worst first; the key of each is of what it is, whatever it says. */
export function noticesOf({ damaged, storage, findings }: Status): readonly VNode[] {
  const noticed = findings?.filter(({ current }) => current).length ?? 0;
  return [
    ...(damaged.length > 0 ? [<DamagedNotice key="damaged" damaged={damaged} />] : []),
    ...(storage?.full ? [<VaultFull key="vault" />] : []),
    ...(storage?.diskFull ? [<DiskFull key="disk" />] : []),
    ...(noticed > 0 ? [<Noticed key="noticed" count={noticed} />] : []),
  ];
}

const VaultFull = () => (
  <Notice tone="bad" title={say(words.vaultFull)}>
    <p>{say(words.vaultFullHow)}</p>
    <ForHelper command="fit4work-agent status" />
  </Notice>
);

const DiskFull = () => (
  <Notice tone="bad" title={say(words.diskFull)}>
    <p>{say(words.diskFullHow)}</p>
  </Notice>
);

const Noticed = ({ count }: { readonly count: number }) => (
  <Notice tone="care">
    <p>{say(words.noticed, { count })}</p>
    <ForHelper command="fit4work-agent status" />
  </Notice>
);

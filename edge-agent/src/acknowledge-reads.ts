import { fromHex } from '@fit4work/protocol';
import type { OwnRead } from './core/shown-read.js';
import type { Identity } from './ports.js';
import { acknowledge, type WritingPorts } from './write-message.js';

/** Notes that reads were shown, and tells the coach API of each that could be opened, once. */
export const acknowledgeReads = (ports: WritingPorts, identity: Identity, reads: readonly OwnRead[]): Promise<void> =>
  acknowledge(
    ports,
    identity,
    reads.map(({ digest, coach, leaf, acknowledged }) => ({
      ...{ kind: 'read', digest: fromHex(digest), acknowledged },
      says: coach === null || leaf === null ? undefined : { coach, leaf },
    })),
  );

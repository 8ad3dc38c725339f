import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openSource } from '@fit4work/anchor-service';
import { inspectLog, type LogFacts } from '@fit4work/demo';
import { LogError, LogView, parsePolicy, parseSignedCheckpoint } from '@fit4work/protocol';
import type { Network } from './network.js';

/** The log as anybody verifies it, from its first leaf on. */
export const auditLog = (root: string, { policy }: Network): Promise<LogFacts> =>
  inspectLog(join(root, 'log'), policy, () => undefined);

/** Whether what each witness cosigned last lies in the log as it is now. */
export async function witnessesAgree(root: string, { policy, witnesses }: Network): Promise<boolean> {
  const [, logVkey = ''] = /^log (.+)$/m.exec(policy) ?? [];
  const read = openSource(join(root, 'log'));
  const newest = await read('checkpoint');
  const origin = parsePolicy(policy).logs[0]?.key.name ?? '';
  const path = createHash('sha256').update(origin).digest('hex');
  const agreed = await Promise.all(
    witnesses.map(async ({ name, vkey, url }) => {
      const own = parsePolicy(`log ${logVkey}\nwitness ${name} ${vkey}\nquorum ${name}\n`);
      const answer = await fetch(`${url}/${path}/checkpoint`);
      if (!answer.ok || newest === undefined) return false;
      const kept = new Uint8Array(await answer.arrayBuffer());
      return extendsIt(kept, newest, new LogView({ policy: own, read }));
    }),
  );
  return agreed.every((each) => each);
}

/** A witness may have cosigned what is published only after it: then that is what has to extend. */
async function extendsIt(kept: Uint8Array, newest: Uint8Array, view: LogView): Promise<boolean> {
  try {
    const sizes = [kept, newest].map((note) => parseSignedCheckpoint(note).checkpoint.size);
    const inOrder = (sizes[0] ?? 0) <= (sizes[1] ?? 0) ? [kept, newest] : [newest, kept];
    for (const note of inOrder) await view.advance(note);
    return true;
  } catch (error) {
    if (error instanceof LogError) return false;
    throw error;
  }
}

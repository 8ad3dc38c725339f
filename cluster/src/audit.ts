import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openSource } from '@fit4work/anchor-service';
import { inspectLog, type LogFacts } from '@fit4work/demo';
import { LogError, LogView, parsePolicy, parseSignedCheckpoint } from '@fit4work/protocol';
import type { Network } from './network.js';

/** The log as anybody verifies it, from its first leaf on. */
export const auditLog = (root: string, { policy }: Network): Promise<LogFacts> =>
  inspectLog(join(root, 'log'), policy, () => undefined);

/** What a witness keeps as the last that it cosigned; undefined where it does not say. */
export interface KeptNote {
  readonly name: string;
  readonly vkey: string;
  readonly kept: Uint8Array | undefined;
}

export async function keptNotes({ policy, witnesses }: Network): Promise<readonly KeptNote[]> {
  const origin = parsePolicy(policy).logs[0]?.key.name ?? '';
  const path = createHash('sha256').update(origin).digest('hex');
  return Promise.all(
    witnesses.map(async ({ name, vkey, url }) => {
      const answer = await fetch(`${url}/${path}/checkpoint`);
      return { name, vkey, kept: answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined };
    }),
  );
}

/** Whether what each witness cosigned last lies in the log as it is now. @param folder of the log */
export async function witnessesAgree(folder: string, policy: string, notes: readonly KeptNote[]): Promise<boolean> {
  const [, logVkey = ''] = /^log (.+)$/m.exec(policy) ?? [];
  const read = openSource(folder);
  const newest = await read('checkpoint');
  const agreed = await Promise.all(
    notes.map(async ({ name, vkey, kept }) => {
      const own = parsePolicy(`log ${logVkey}\nwitness ${name} ${vkey}\nquorum ${name}\n`);
      if (kept === undefined || newest === undefined) return false;
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

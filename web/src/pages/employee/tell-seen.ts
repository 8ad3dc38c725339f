import { askAgent } from './agent.js';

/** As many as the agent takes at once. */
const MOST = 200;

/** Lets the agent tell the coach API what was shown; where that does not arrive, it is shown as new once more. */
export function tellSeen(what: 'reads' | 'programmes' | 'messages', ids: readonly string[]): void {
  if (ids.length === 0) return;
  const some = ids.slice(0, MOST);
  const body = what === 'reads' ? { digests: some } : { leaves: some };
  askAgent({ path: `/v1/${what}/seen`, method: 'POST', body, read: () => undefined }).catch(() => undefined);
}

/** One address, whatever is asked: a page makes no other script of a text. */
interface WorkerAddress {
  createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(text: string): string };
}

declare const trustedTypes: WorkerAddress | undefined;

const NAME = 'worker.js';

/**
 * Lets the page be opened while its service does not answer, by its own worker, which the build makes. A browser that has none, or a
 * page that did not come over TLS or from this machine, goes without.
 */
export async function workOffline(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const rules = { createScriptURL: () => NAME };
  const address =
    typeof trustedTypes === 'undefined'
      ? NAME
      : trustedTypes.createPolicy('fit4work-worker', rules).createScriptURL(NAME);
  await navigator.serviceWorker.register(address).catch(() => undefined);
}

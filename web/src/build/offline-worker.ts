import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Its name stays, so that a browser finds the newer one in the place of its own. */
const WORKER = 'worker.js';

const DOCUMENT = 'index.html';

/**
 * Writes the service worker of a page that was built: it keeps the page's own files, and nothing that the page asks for. The document
 * is asked for again as long as the service answers, so that nobody stays with an old page.
 */
export function writeWorker(folder: string): void {
  const names = readdirSync(folder).sort();
  const digest = createHash('sha256');
  for (const name of names) digest.update(name).update(readFileSync(join(folder, name)));
  const own = names.map((name) => (name === DOCUMENT ? './' : `./${name}`));
  writeFileSync(join(folder, WORKER), workerOf(own, digest.digest('hex').slice(0, 16)));
}

const workerOf = (own: readonly string[], digest: string): string => `const KEPT = 'fit4work-page-';
const NAME = KEPT + '${digest}';
const OWN = ${JSON.stringify(own)}.map((path) => new URL(path, location.href).href);

addEventListener('install', (event) => {
  skipWaiting();
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(OWN)));
});

addEventListener('activate', (event) => {
  const forget = (names) =>
    Promise.all(names.filter((name) => name.startsWith(KEPT) && name !== NAME).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(forget));
});

addEventListener('fetch', (event) => {
  const url = event.request.url.replace(/[?#].*$/, '');
  if (event.request.method !== 'GET' || !OWN.includes(url)) return;
  const kept = () => caches.match(url).then((found) => found ?? Response.error());
  const asked = () => fetch(event.request);
  event.respondWith(
    event.request.mode === 'navigate' ? asked().catch(kept) : caches.match(url).then((found) => found ?? asked()),
  );
});
`;

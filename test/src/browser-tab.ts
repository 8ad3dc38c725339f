import { once } from 'node:events';
import { createServer } from 'node:http';
import { chromium, type Page } from 'playwright-core';
import { requirement } from './requirement.js';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A name that is looked up would tell somebody outside.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** libsodium is WebAssembly, which needs its word here; nothing else is allowed but the one script. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const HTML =
  '<!doctype html><meta charset="utf-8"><title>fit4work</title><script type="module" src="/page.js"></script>';

/** A page in Chromium that has one script, and all that it did beyond that. */
export interface BrowserTab {
  readonly page: Page;
  readonly origin: string;
  /** Every address that was asked for. */
  readonly requested: readonly string[];
  /** What was said on its console, and errors that nobody caught. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** @param given functions of this process that the page may call */
export async function openTab(
  code: string,
  given: Readonly<Record<string, (...args: never[]) => unknown>> = {},
): Promise<BrowserTab> {
  const [requested, complaints]: [string[], string[]] = [[], []];
  const { origin, server } = await serve(code);
  const browser = await chromium.launch({ executablePath: requirement('chromium').path, args: FLAGS });
  const page = await browser.newPage();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  for (const [name, act] of Object.entries(given)) await page.exposeFunction(name, act);
  await page.route('**/*', async (route) => {
    const url = route.request().url();
    requested.push(url);
    await (url.startsWith(`${origin}/`) ? route.continue() : route.abort());
  });
  await page.goto(origin);
  const close = async (): Promise<void> => {
    await browser.close();
    server.close();
  };
  return { page, origin, requested, complaints, close };
}

async function serve(code: string) {
  const server = createServer((request, response) => {
    response.setHeader('content-security-policy', POLICY);
    if (request.url === '/page.js') response.setHeader('content-type', 'text/javascript').end(code);
    else if (request.url === '/') response.setHeader('content-type', 'text/html').end(HTML);
    else response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` };
}

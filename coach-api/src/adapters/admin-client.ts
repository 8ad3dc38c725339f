import { readFile, stat } from 'node:fs/promises';
import { AdminError } from '../admin/admin-error.js';
import { REFUSALS, REFUSED } from '../admin/words.js';

const TIMEOUT = 30_000;
const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

interface AdminRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/v1/`. */
  readonly path: string;
  readonly body?: object;
}

/** Asks the coach API as the administrator. @throws AdminError `unreachable`, `refused` */
export type AdminClient = (request: AdminRequest) => Promise<unknown>;

/** @throws AdminError `bad-command`, `bad-file` */
export async function adminClient(coach: string, tokenFile: string): Promise<AdminClient> {
  const base = addressOf(coach);
  const token = await readToken(tokenFile);
  return async ({ method, path, body }) => {
    const url = new URL(`v1/${path}`, base);
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
    const response = await fetch(url, {
      // What is asked with the token goes nowhere else.
      ...{ method, headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) },
      ...(body && { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new AdminError('unreachable', REFUSALS.unreachable(url.host), { cause });
    });
    const answer = await readJson(response);
    if (!response.ok) throw refusal(answer);
    return answer;
  };
}

function addressOf(coach: string): URL {
  const url = URL.canParse(coach) ? new URL(coach.endsWith('/') ? coach : `${coach}/`) : undefined;
  const fits = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.includes(url.hostname));
  if (url === undefined || !fits) throw new AdminError('bad-command', REFUSALS.address);
  return url;
}

async function readToken(file: string): Promise<string> {
  const { mode, text } = await load(file);
  if ((mode & 0o077) !== 0) throw new AdminError('bad-file', REFUSALS.tokenFileOpen(file));
  const [, token] = /^([\x21-\x7e]{1,256})\r?\n?$/.exec(text) ?? [];
  if (token === undefined) throw new AdminError('bad-file', REFUSALS.tokenFile(file));
  return token;
}

async function load(file: string): Promise<{ readonly mode: number; readonly text: string }> {
  try {
    return { mode: (await stat(file)).mode, text: await readFile(file, 'utf8') };
  } catch (cause) {
    throw new AdminError('bad-file', REFUSALS.tokenFile(file), { cause });
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text());
  } catch (cause) {
    throw new AdminError('refused', REFUSALS.unreadable, { cause });
  }
}

function refusal(answer: unknown): AdminError {
  const { code } = Object(answer) as { readonly code?: unknown };
  if (typeof code !== 'string' || !/^[a-z-]{1,40}$/.test(code)) return new AdminError('refused', REFUSALS.unreadable);
  return new AdminError('refused', REFUSED[code] ?? REFUSALS.other(code), { refusal: code });
}

import type { Context } from '../context.js';

/** What a service answered. */
export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly cookies: readonly string[];
  readonly text: string;
}

export interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** How the coach API is asked: within the process, or over HTTP. */
export type Ask = (asked: Asked) => Promise<Answer>;

/** A browser in which somebody logs in: one jar of cookies for the coach API, one for the provider. */
export class Browser {
  readonly jar = new Map<string, string>();
  readonly #provider = new Map<string, string>();
  readonly #ask: Ask;
  readonly #origin: string;

  constructor(ask: Ask, origin: string) {
    this.#ask = ask;
    this.#origin = origin;
  }

  /** As the header of a request. */
  get cookie(): string {
    return headerOf(this.jar);
  }

  /** From a page of the coach API, as a browser sends it. */
  async ask(method: Asked['method'], path: string, more: { headers?: Record<string, string>; body?: object } = {}) {
    const type: Record<string, string> = more.body === undefined ? {} : { 'content-type': 'application/json' };
    const origin: Record<string, string> = method !== 'GET' ? { origin: this.#origin } : {};
    const answer = await this.#ask({
      ...{ method, path },
      headers: { 'sec-fetch-site': 'same-origin', ...origin, ...type, cookie: this.cookie, ...more.headers },
      ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
    });
    keep(this.jar, answer.cookies);
    return { ...answer, body: /^[{[]/.test(answer.text) ? JSON.parse(answer.text) : undefined };
  }

  /** With the token of the session. */
  async post(path: string, body?: object) {
    const { csrfToken } = (await this.ask('GET', '/v1/session')).body;
    return this.ask('POST', path, {
      headers: { 'f4w-csrf-token': csrfToken },
      ...(body === undefined ? {} : { body }),
    });
  }

  /** Goes to the provider, chooses an account where it is asked, and comes back. @returns the answer of the callback */
  async logIn(account: string, query: Record<string, string> = {}) {
    const address = await this.beginLogin(account, query);
    return this.ask('GET', address, { headers: { 'sec-fetch-site': 'cross-site' } });
  }

  /** As far as the way back. @returns path and query of the callback */
  async beginLogin(account: string, query: Record<string, string> = {}): Promise<string> {
    const begun = await this.ask('GET', `/v1/login?${new URLSearchParams(query)}`, {
      headers: { 'sec-fetch-site': 'none' },
    });
    let address = begun.location ?? '';
    while (!address.startsWith(this.#origin)) {
      const page = await this.visit(address);
      // A page, where it is no redirection: whoever is asked for is chosen.
      const next = page.location ?? (await this.visit(address, `account=${encodeURIComponent(account)}`)).location;
      if (next === undefined) throw new TypeError(`The provider went nowhere: ${page.status} ${page.text}`);
      address = new URL(next, address).href;
    }
    return address.slice(this.#origin.length);
  }

  /** A page of the provider. @param form what is sent with it, where it is a POST */
  async visit(address: string, form?: string): Promise<Answer> {
    const headers: Record<string, string> = { cookie: headerOf(this.#provider) };
    if (form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
    const answer = await overHttp(address, {
      ...{ method: form === undefined ? 'GET' : 'POST', headers },
      ...(form === undefined ? {} : { body: form }),
    });
    keep(this.#provider, answer.cookies);
    return answer;
  }
}

/** Of a coach API within this process. */
export async function inProcess(app: Context['app'] | undefined, { method, path, headers, body }: Asked) {
  const answer = await app?.inject({ method, url: path, headers, ...(body === undefined ? {} : { payload: body }) });
  const cookies = answer?.headers['set-cookie'] ?? [];
  return {
    ...{ status: answer?.statusCode ?? 0, text: answer?.payload ?? '', location: answer?.headers.location },
    cookies: typeof cookies === 'string' ? [cookies] : cookies,
  };
}

export interface RawAsked {
  readonly method: Asked['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | Buffer | undefined;
}

/** Of a coach API within this process, in order or not. */
export async function rawInProcess(app: Context['app'] | undefined, { payload, headers, ...same }: RawAsked) {
  const body = payload === undefined ? {} : { payload };
  const answer = await app?.inject({ ...same, headers: { ...headers }, ...body });
  const type = answer?.headers['content-type'];
  return {
    ...{ status: answer?.statusCode ?? 0, text: answer?.payload ?? '', headers: answer?.headers ?? {} },
    type: type === undefined ? undefined : String(type),
  };
}

/** @param address the whole of it */
export async function overHttp(address: string, { method, headers, body }: Omit<Asked, 'path'>): Promise<Answer> {
  const answer = await fetch(address, { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) });
  return {
    ...{ status: answer.status, cookies: answer.headers.getSetCookie(), text: await answer.text() },
    location: answer.headers.get('location') ?? undefined,
  };
}

const headerOf = (jar: ReadonlyMap<string, string>): string =>
  [...jar].map(([name, value]) => `${name}=${value}`).join('; ');

function keep(jar: Map<string, string>, cookies: readonly string[]): void {
  for (const cookie of cookies) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (value === '' || /max-age=0\b|expires=Thu, 01 Jan 1970/i.test(cookie)) jar.delete(name);
    else jar.set(name, value);
  }
}

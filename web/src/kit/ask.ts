/**
 * What can come of asking a service. `unreachable`, `busy` and `failed` may pass; `signed-out` needs a new login; `refused` is
 * final and says its reason.
 */
export type AskErrorCode = 'unreachable' | 'signed-out' | 'refused' | 'not-there' | 'busy' | 'failed' | 'unreadable';

/** What a service says of a refusal (RFC 9457). */
interface Problem {
  readonly reason: string | undefined;
  readonly detail: string | undefined;
  readonly language?: string | undefined;
}

export class AskError extends Error {
  override readonly name = 'AskError';
  readonly code: AskErrorCode;
  /** The service's own code for it, where it gave one (RFC 9457). */
  readonly reason: string | undefined;
  /** The service's own sentence for it, in the language that was asked for, where it gave one. */
  readonly detail: string | undefined;
  /** Of that sentence (BCP 47), where the service said so: by the time that it comes the page may speak another. */
  readonly language: string | undefined;
  /** Seconds after which to ask again, where the service said so. */
  readonly retryAfter: number | undefined;

  constructor(code: AskErrorCode, options: ErrorOptions & Partial<Problem> & { readonly retryAfter?: number } = {}) {
    super(`The service could not answer (${code}).`, options);
    this.code = code;
    this.reason = options.reason;
    this.detail = options.detail;
    this.language = options.language;
    this.retryAfter = options.retryAfter;
  }
}

export interface Question<Answer> {
  /** Below the address that the page came from, such as `/v1/people`. */
  readonly path: string;
  /** Makes the answer of its JSON, and of what stands above it; whatever it throws is `unreadable`. */
  readonly read: (json: unknown, headers: Headers) => Answer;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Seconds after which it counts as `unreachable`; {@link PATIENCE} for what only looks, and without end for an act, which may have happened. */
  readonly patience?: number;
}

/** Longer than a service takes to look up and verify a year, or to wait for the log before it opens something. */
export const PATIENCE = 90;

/**
 * Asks the service that the page came from, and no other.
 * @throws AskError
 */
export async function ask<Answer>(question: Question<Answer>): Promise<Answer> {
  const { method = 'GET', patience = method === 'GET' ? PATIENCE : undefined, signal } = question;
  const limit = limited(patience, signal);
  try {
    return await answerTo({ ...question, signal: limit.signal });
  } finally {
    limit.end();
  }
}

async function answerTo<Answer>(question: Question<Answer>): Promise<Answer> {
  const response = await send(question);
  if (!response.ok) throw await refusal(response);
  try {
    return question.read(response.status === 204 ? undefined : await response.json(), response.headers);
  } catch (cause) {
    throw new AskError(question.signal?.aborted === true ? 'unreachable' : 'unreadable', { cause });
  }
}

/** What ends an asking where whoever asks is gone, or nothing came within so many seconds: also in the middle of an answer. */
export function limited(patience: number | undefined, signal?: AbortSignal) {
  const limit = new AbortController();
  const abort = (): void => limit.abort();
  const timer = patience === undefined ? undefined : setTimeout(abort, patience * 1000);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort);
  const end = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  };
  return { signal: limit.signal, end };
}

/**
 * Asks for a file, whole or not at all.
 * @param onBytes told how many have come
 * @throws AskError
 */
export async function askFile(
  question: Omit<Question<never>, 'read'>,
  onBytes: (count: number) => void,
): Promise<Blob> {
  const response = await send(question);
  if (!response.ok) throw await refusal(response);
  try {
    return await new Response(response.body?.pipeThrough(counting(onBytes))).blob();
  } catch (cause) {
    throw new AskError('unreachable', { cause });
  }
}

function counting(onBytes: (count: number) => void): TransformStream<Uint8Array, Uint8Array> {
  let count = 0;
  return new TransformStream({
    transform: (part, controller) => {
      count += part.length;
      onBytes(count);
      controller.enqueue(part);
    },
  });
}

async function send({
  path,
  method = 'GET',
  body,
  headers,
  signal,
}: Omit<Question<unknown>, 'read'>): Promise<Response> {
  const isJson = body !== undefined;
  try {
    return await fetch(path, {
      method,
      headers: { accept: 'application/json', ...(isJson && { 'content-type': 'application/json' }), ...headers },
      ...(isJson && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
      credentials: 'same-origin',
      redirect: 'error',
      cache: 'no-store',
    });
  } catch (cause) {
    throw new AskError('unreachable', { cause });
  }
}

async function refusal(response: Response): Promise<AskError> {
  const problem = await problemOf(response);
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new AskError(codeOf(response.status), {
    ...problem,
    language: response.headers.get('content-language') ?? undefined,
    ...(Number.isFinite(retryAfter) && { retryAfter }),
  });
}

function codeOf(status: number): AskErrorCode {
  if (status === 401) return 'signed-out';
  if (status === 404) return 'not-there';
  if (status === 429 || status === 503) return 'busy';
  return status >= 400 && status < 500 ? 'refused' : 'failed';
}

const NO_PROBLEM: Problem = { reason: undefined, detail: undefined };

async function problemOf(response: Response): Promise<Problem> {
  if (response.headers.get('content-type')?.includes('json') !== true) return NO_PROBLEM;
  try {
    const { code, detail }: { readonly code?: unknown; readonly detail?: unknown } = Object(await response.json());
    const said = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
    return { reason: said(code), detail: said(detail) };
  } catch {
    return NO_PROBLEM;
  }
}

import type { Report } from './ports.js';

/** What an error may say of itself in a log: its code, never its message. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unexpected';

/** One JSON object a line. Fields are counts, durations, flags and codes by the type of {@link Report}'s callers. */
export const reportTo =
  (write: (line: string) => void, now: () => number): Report =>
  (event, fields = {}) =>
    write(`${JSON.stringify({ time: now(), service: 'edge-agent', event, ...fields })}\n`);

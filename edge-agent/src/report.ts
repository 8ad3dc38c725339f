import type { Report } from './ports.js';

/** What an error may say of itself in a log: its code, never its message. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unexpected';

/** One JSON object a line; `count` says how often the event happened in this process, so that refusals are counted. */
export function reportTo(write: (line: string) => void, now: () => number): Report {
  const counts = new Map<string, number>();
  return (event, fields = {}) => {
    const count = (counts.get(event) ?? 0) + 1;
    counts.set(event, count);
    write(`${JSON.stringify({ time: now(), service: 'edge-agent', event, count, ...fields })}\n`);
  };
}

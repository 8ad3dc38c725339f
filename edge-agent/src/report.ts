import type { Report } from './ports.js';

/** What an error may say of itself in a log: its code, never its message. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unexpected';

/** Lines of one event in a minute: others provoke some of them, and must not be able to fill a disk. */
const LINES_A_MINUTE = 100;

/**
 * One JSON object a line; `count` says how often the event happened in this process, so that refusals are counted, those as
 * well of which there are too many to write.
 */
export function reportTo(write: (line: string) => void, now: () => number): Report {
  const counts = new Map<string, number>();
  const written = new Map<string, { readonly minute: number; readonly lines: number }>();
  return (event, fields = {}) => {
    const count = (counts.get(event) ?? 0) + 1;
    counts.set(event, count);
    const time = now();
    const minute = Math.floor(time / 60);
    const before = written.get(event);
    const lines = before?.minute === minute ? before.lines : 0;
    if (lines >= LINES_A_MINUTE) return;
    written.set(event, { minute, lines: lines + 1 });
    write(`${JSON.stringify({ time, service: 'edge-agent', event, count, ...fields })}\n`);
  };
}

import { describe, expect, it } from 'vitest';
import { reportTo } from './report.js';

describe('what is reported', () => {
  it('is a line each, and a hundred a minute of one event at most, while all are counted', () => {
    const lines: string[] = [];
    let now = 6_000;
    const report = reportTo(
      (line) => lines.push(line),
      () => now,
    );
    for (let i = 0; i < 5_000; i++) report('message-refused', { code: 'malformed' });
    report('sealed', { envelopes: 2 });
    expect(lines).toHaveLength(101);
    now += 60;
    report('message-refused', { code: 'malformed' });
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      ...{ time: 6_060, service: 'edge-agent', event: 'message-refused', count: 5_001, code: 'malformed' },
    });
  });
});

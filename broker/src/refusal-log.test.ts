import { expect, it } from 'vitest';
import { RefusalLog } from './refusal-log.js';

function setUp(everyMs: number) {
  const lines: object[] = [];
  const ends: (() => void)[] = [];
  const log = new RefusalLog({
    logger: { warn: (_event, fields) => lines.push({ ...fields }) },
    pause: () => new Promise((resolve) => ends.push(resolve)),
    everyMs,
  });
  const passed = async (): Promise<void> => {
    for (const end of ends.splice(0)) end();
    await new Promise(setImmediate);
  };
  return { log, lines, passed };
}

it('says the first of a code at once, and how many there were when some time has passed', async () => {
  const { log, lines, passed } = setUp(1_000);
  for (const count of [1, 2, 3]) log.note('tls', count);
  log.note('will', 1);
  expect(lines).toEqual([
    { code: 'tls', count: 1 },
    { code: 'will', count: 1 },
  ]);
  await passed();
  expect(lines.slice(2)).toEqual([{ code: 'tls', count: 3 }]);
  await passed();
  log.note('tls', 4);
  expect(lines.slice(3)).toEqual([{ code: 'tls', count: 4 }]);
});

it('says each where there is no time between them', () => {
  const { log, lines } = setUp(0);
  for (const count of [1, 2]) log.note('tls', count);
  expect(lines).toHaveLength(2);
});

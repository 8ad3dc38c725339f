import { cryptoReady, seal, TOPICS } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { countRows, flipBits } from './adapters/testing/raw-database.js';
import { Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };

it('consent that comes again while another record of its person is damaged fails no batch, and is stored and journaled once', async () => {
  const desk = await Desk.open();
  const [ann, ben] = [new Employee(1), new Employee(2)];
  await desk.enrol(ann);
  await desk.enrol(ben);
  const [first, second] = [ann.grant({}), ann.grant({ recipient: 'coach-2' })];
  await desk.publishConsent(ann, first.text, second.text);
  flipBits(desk.database, { table: 'consents', where: 'id = 1', before: 'DROP TRIGGER consents_no_update' });
  const receipts = [ann, ben].map((who) => desk.down(who, 'receipt').length);
  await Promise.all([
    desk.link.inbox?.message({ topic: TOPICS.up(ann.name, 'consent'), payload: seal(second.text, desk.boxKey) }),
    desk.link.inbox?.message({ topic: TOPICS.up(ben.name, 'envelope'), payload: ben.seal(DAY) }),
  ]);
  await expect
    .poll(() => [ann, ben].map((who) => desk.down(who, 'receipt').length))
    .toEqual(receipts.map((n) => n + 1));
  expect(desk.lines.filter((line) => line.includes('batch-failed'))).toEqual([]);
  expect(countRows(desk.database, 'consents')).toBe(2);
  await desk.stop();
  await desk.start();
  expect(desk.lines.filter((line) => line.includes('consent-stored-again'))).toEqual([]);
  await desk.close();
});

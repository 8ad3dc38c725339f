import { cryptoReady } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { Desk, OPERATOR } from './testing/desk.js';

await cryptoReady;

it('a policy that asks no witness is warned of at the start and in the metrics', async () => {
  const desk = await Desk.open();
  const { bytes } = await desk.http('GET', '/metrics', { token: OPERATOR });
  await desk.close();
  expect(desk.lines).toContain('{"event":"log-unwitnessed"}');
  expect(Buffer.from(bytes).toString()).toMatch(/^fit4work_coach_log_unwitnessed 1$/m);
});

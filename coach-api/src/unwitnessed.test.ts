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

it.each([
  ['nobody accepted it', ''],
  ['something else was said', 'yes'],
])(
  'a service with a policy that asks no witness does not start where %s, and says what to do',
  async (_title, unwitnessed) => {
    const refused = Desk.open({ FIT4WORK_COACH_UNWITNESSED: unwitnessed });
    await expect(refused).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringContaining('FIT4WORK_COACH_UNWITNESSED'),
    });
  },
);

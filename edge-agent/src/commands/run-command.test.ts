import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CommandWorld } from '../../test/command-world.js';

let commands: CommandWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  commands = await CommandWorld.open();
});
afterEach(() => commands.close());

describe('run, with a port of the page that is none,', () => {
  it.each(['0', '65536', 'x'])('is refused by the name of the variable, and serves nothing: %s', async (port) => {
    commands.env.FIT4WORK_AGENT_PAGE_PORT = port;
    await expect(commands.run('C', 'run')).rejects.toMatchObject({
      code: 'bad-configuration',
      message: expect.stringContaining('FIT4WORK_AGENT_PAGE_PORT'),
    });
  });
});

import { cryptoReady } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { connectAgent } from '../adapters/testing/agent-client.js';
import { Employee } from '../testing/employee.js';
import { enrolled, House } from '../testing/house.js';

await cryptoReady;

it('an agent that is connected is put out by the broker once it is suspended, and comes in again when it is resumed', async () => {
  const house = await House.open();
  try {
    const running = await house.startAll();
    const ann = new Employee(1);
    const { invitation, client } = await enrolled(running, ann);
    client.options.reconnectPeriod = 0;
    const ask = (method: string) =>
      fetch(`${running.api}/v1/invitations/${invitation.number}/suspension`, {
        ...{ method, headers: { authorization: 'Bearer admin' } },
      });
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    expect((await ask('PUT')).status).toBe(200);
    await closed;
    const connect = () => connectAgent(running.broker, { name: ann.name, key: ann.agent });
    await expect(connect()).rejects.toThrow(/Not authorized/);
    expect((await ask('DELETE')).status).toBe(200);
    await (await connect()).endAsync(true);
  } finally {
    await house.close();
  }
});

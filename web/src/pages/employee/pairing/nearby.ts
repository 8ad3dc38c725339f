import { askAgent } from '../agent.js';
import { flag, list, members, number, orNull, text } from '../read-json.js';

const readNearby = members({
  nearby: list(
    members({
      address: text,
      name: orNull(text),
      family: text,

      signal: number,
      keyed: flag,
      paired: flag,
    }),
  ),
});
export type Nearby = ReturnType<typeof readNearby>['nearby'][number];

/** Listens for some seconds. @throws AskError */
export const findNearby = async (): Promise<readonly Nearby[]> =>
  (await askAgent({ path: '/v1/wearables/nearby', method: 'POST', body: {}, read: readNearby })).nearby;

/** @throws AskError */
export const pairWith = ({ address, family }: Nearby): Promise<undefined> =>
  askAgent({ path: '/v1/wearables', method: 'POST', body: { address, family }, read: () => undefined });

/** By what is received on a table, at arm's length and across a room. @param signal dBm */
export function nearness(signal: number): 'close' | 'near' | 'far' {
  if (signal >= -60) return 'close';
  return signal >= -80 ? 'near' : 'far';
}

/** Tells two of the same name apart. */
export const tailOf = ({ address }: Nearby): string => address.slice(-5);

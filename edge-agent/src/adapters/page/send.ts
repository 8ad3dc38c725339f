import { type Aim, type Delivery, delivered } from '../../deliver.js';
import type { PagePorts } from '../../page-port.js';

/** So long an answer waits for the coach API's word at most; what has not arrived by then goes on its way. */
const DELIVERED_WITHIN = 5_000;

/** Sends what was just signed, and says how far it has come by the time of the answer. */
export function send({ drain, outbox }: PagePorts, leaves: readonly string[], what: Aim): Promise<Delivery> {
  drain.hurry();
  return delivered({ drain, outbox }, leaves, { for: what, stopped: AbortSignal.timeout(DELIVERED_WITHIN) });
}

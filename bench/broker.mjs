import { besideOthers } from './broker/beside-others.mjs';
import { manyAgents } from './broker/many.mjs';

/*
 * What the broker costs beside bare aedes, on which it stands, and beside Debian's Mosquitto with the same topic law: 50 agents
 * publish 512 bytes at quality 1, and one client with a session that is kept takes it all at quality 1, as the coach API does. Then
 * what as many agents cost as a city has, and what becomes of it when all of them come back at once.
 */

/** Every row with little work, of which no figure means anything: it shows that they run. */
export const BRIEF = {
  beside: { publishers: 4, rounds: 1, closed: { 1: 40, 16: 200 }, open: { 100: 0.2 } },
  many: { idle: 500, seconds: 2, storm: 200, processes: 1 },
};

/** @param {{ beside?: import('./broker/beside-others.mjs').Work, many?: import('./broker/many.mjs').Sizes }} [work] */
export const rows = async ({ beside, many } = {}) => [...(await besideOthers(beside)), ...(await manyAgents(many))];

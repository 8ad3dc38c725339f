import { ANCHOR_PROGRAM, MIRROR_PROGRAM, WITNESS_PROGRAM } from '../../anchor-service/dist/index.js';
import { BROKER_PROGRAM, DOOR_PROGRAM } from '../../broker/dist/index.js';
import { COACH_PROGRAM } from '../../coach-api/dist/index.js';
import { IDENTITY_PROGRAM } from '../../demo-identity/dist/index.js';
import { AGENT_PROGRAM } from '../../edge-agent/dist/index.js';

/** Every program that is told by its environment, in the order of a sample's life. */
export const PROGRAMS = [
  AGENT_PROGRAM,
  BROKER_PROGRAM,
  DOOR_PROGRAM,
  COACH_PROGRAM,
  ANCHOR_PROGRAM,
  WITNESS_PROGRAM,
  MIRROR_PROGRAM,
  IDENTITY_PROGRAM,
];

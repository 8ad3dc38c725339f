import { readFile } from 'node:fs/promises';
import { type Plan, readPlan } from '../core/plan.js';
import { DemoIdentityError } from '../error.js';

/** @throws DemoIdentityError `bad-config` */
export async function loadPlan(path: string): Promise<Plan> {
  try {
    return readPlan(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof DemoIdentityError ? cause.message : 'it is not there, or is not JSON';
    throw new DemoIdentityError('bad-config', `The plan ${path} cannot be used: ${reason}.`, { cause });
  }
}

import { LogError } from '@fit4work/protocol';
import type { Finding } from './finding.js';
import { FindingError } from './finding-error.js';

/** Proves what takes some reading, and gives the place to what does not prove. */
export async function proving<T>(place: Finding, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof LogError ? new FindingError({ ...place, detail: error.message }, error) : error;
  }
}

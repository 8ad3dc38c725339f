import { openChunk } from './core/chunk.js';
import type { Source } from './core/reconcile.js';
import type { Person } from './person.js';
import type { Vault } from './ports.js';

/** What the vault holds of the days whose keys are still open, first and last included, source by source. */
export async function loadSources(
  vault: Vault,
  { zone }: Pick<Person, 'zone'>,
  [fromDay, untilDay]: readonly [string, string],
): Promise<readonly Source[]> {
  const keys = new Map<string, Uint8Array>();
  for (const { day, generation, open } of await vault.dayKeys(fromDay, untilDay)) {
    if (open !== undefined) keys.set(`${day}/${generation}`, open);
  }
  const sources = new Map<string, Source[]>();
  for (const chunk of await vault.chunks(fromDay, untilDay)) {
    const dayKeys = keys.get(`${chunk.day}/${chunk.generation}`);
    if (dayKeys === undefined) continue;
    const { wearable, told } = chunk;
    const parts = sources.get(`${wearable}/${told}`) ?? [];
    sources.set(`${wearable}/${told}`, parts);
    parts.push({ wearable, told: told === 1, ...openChunk(chunk, { dayKeys, zone }) });
  }
  return [...sources.values()].map(joinSource);
}

/** The chunks of one source, one after the other. */
function joinSource(parts: readonly Source[]): Source {
  const [first] = parts;
  return {
    wearable: first?.wearable ?? 0,
    told: first?.told ?? false,
    samples: parts.flatMap(({ samples }) => samples),
    worn: parts.flatMap(({ worn }) => worn),
  };
}

const BASE = '00001000800000805f9b34fb';

/**
 * One spelling per UUID: lower case without dashes, the short form where it exists. A peer may send a 16-bit UUID in
 * its 128-bit form, and noble leaves it so; it also drops leading zeros of short ones.
 */
export function canonicalUuid(uuid: string): string {
  const bare = uuid.toLowerCase().replaceAll('-', '');
  if (bare.length < 4) return bare.padStart(4, '0');
  return bare.length === 32 && bare.startsWith('0000') && bare.endsWith(BASE) ? bare.slice(4, 8) : bare;
}

import { describe, expect, it } from 'vitest';
import { leakOf, type MemoryState } from './memory-dumps.js';

const limitsOf = (soft: string): string =>
  `Limit                     Soft Limit           Hard Limit           Units\nMax stack size            8388608              unlimited            bytes\nMax core file size        ${soft.padEnd(20)} unlimited            bytes\n`;
const SOUND: MemoryState = { coreFilter: 0, limits: limitsOf('unlimited'), flags: ['--max-old-space-size=96'] };

describe('the memory of this process', () => {
  it('stays where a core dump has none of it, whatever the limit', () => {
    expect(leakOf(SOUND)).toBeUndefined();
  });

  it('stays where no core dump is written', () => {
    expect(leakOf({ ...SOUND, coreFilter: 0x33, limits: limitsOf('0') })).toBeUndefined();
    expect(leakOf({ ...SOUND, coreFilter: undefined, limits: limitsOf('0') })).toBeUndefined();
  });

  it.each(['unlimited', '1', '1024'])('would be in a core dump of at most %s bytes', (soft) => {
    expect(leakOf({ ...SOUND, coreFilter: 0x33, limits: limitsOf(soft) })).toMatch(/^A core dump .*LimitCORE=0/);
  });

  it('is not known of where the system says nothing', () => {
    expect(leakOf({ ...SOUND, coreFilter: undefined, limits: undefined })).toBeUndefined();
  });

  it.each([
    '--inspect',
    '--inspect-brk=0.0.0.0:9229',
    '--heapsnapshot-signal=SIGUSR2',
    '--heap-prof',
    '--heapsnapshot-near-heap-limit=1',
  ])('is shown by %s', (flag) => {
    const said = leakOf({ ...SOUND, flags: ['--no-warnings', flag] });
    expect(said).toContain(`The flag ${flag.split('=')[0]} `);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { capture, foreground } from './stage.mjs';

const stageUrl = new URL('./stage.mjs', import.meta.url).href;

/** A process that runs the given child in the foreground and ends with its exit code, as scripts/demo.mjs does. */
function wrapper(childCode) {
  const code = `
    import { foreground } from '${stageUrl}';
    process.exitCode = await foreground(process.execPath, ['-e', ${JSON.stringify(childCode)}]);`;
  return spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
}

describe('a program in the foreground', () => {
  it('gives its exit code, and 128 and the number of a signal that ended it', async () => {
    expect(await foreground(process.execPath, ['-e', 'process.exit(7)'])).toBe(7);
    expect(await foreground(process.execPath, ['-e', "process.kill(process.pid, 'SIGKILL')"])).toBe(137);
  });

  it.each(['SIGINT', 'SIGTERM'])('is handed %s and waited for until it has cleaned up', async (signal) => {
    const child = `process.on('${signal}', () => setTimeout(() => { console.log('clean'); process.exit(5); }, 50));
      setInterval(() => {}, 1000); console.log('ready');`;
    const process = wrapper(child);
    const printed = [];
    process.stdout.setEncoding('utf8').on('data', (text) => {
      printed.push(text);
      if (text.includes('ready')) process.kill(signal);
    });
    const [code] = await once(process, 'close');
    expect(code).toBe(5);
    expect(printed.join('')).toBe('ready\nclean\n');
  });
});

describe('a program whose output is kept', () => {
  it('gives both of its streams and its exit code', async () => {
    const code = "process.stdout.write('out'); process.stderr.write('err'); process.exitCode = 3;";
    const result = await capture(process.execPath, ['-e', code]);
    expect(result.code).toBe(3);
    expect(result.output).toContain('out');
    expect(result.output).toContain('err');
  });
});

import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Desk {
  /** The agent's folder, which nobody else can read. */
  readonly state: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens a link in a browser where there is a screen. It goes through a file of its owner's: what stands on a command line
 * can be read by every other person on the machine.
 */
export function openBrowser(link: string, { state, env }: Desk): void {
  const program = { darwin: 'open', win32: 'explorer' }[String(process.platform)] ?? 'xdg-open';
  if (program === 'xdg-open' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return;
  const file = join(state, 'open-page.html');
  rmSync(file, { force: true });
  writeFileSync(file, `<!doctype html><meta http-equiv="refresh" content="0;url=${link}">\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  const child = spawn(program, [file], { detached: true, stdio: 'ignore' });
  // Without such a program the link is printed all the same.
  child.once('error', () => rmSync(file, { force: true }));
  child.unref();
}

import { execFileSync } from 'node:child_process';

/** How large files of this process may be: a write beyond is short, and the next one fails, as on a disk that is full. */
export function limitFiles(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]);
}

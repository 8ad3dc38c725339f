import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';

const MAIN = new URL('../dist/main.js', import.meta.url).pathname;

/** Runs the built program in a shell. */
const shell = (line: string): Promise<{ status: unknown; out: string; error: string }> =>
  new Promise((resolve) => {
    execFile('sh', ['-c', line, 'sh', process.execPath, MAIN], (failed, out, error) => {
      resolve({ status: failed === null ? 0 : failed.code, out, error });
    });
  });

it('a reader that has had enough ends it quietly, with the status of the signal for it', async () => {
  // The reader is gone before anything is written.
  const { out, error } = await shell('{ { sleep 0.3; "$1" "$2" help; echo "$?" >&3; } | true; } 3>&1');
  expect([out, error]).toEqual(['141\n', '']);
});

it.runIf(existsSync('/dev/full'))('output that cannot be written is one sentence and a failure', async () => {
  const { status, error } = await shell('"$1" "$2" help --language nl > /dev/full');
  expect(status).toBe(1);
  expect(error).toMatch(/^fit4work-agent: Wat te zeggen is, .*\(ENOSPC\).*\n$/);
});

it('a state folder that is a file is refused in a sentence and as data', async () => {
  const { status, out, error } = await shell('FIT4WORK_AGENT_STATE="$2" "$1" "$2" status --json');
  expect([status, JSON.parse(out)]).toEqual([1, { error: expect.objectContaining({ code: 'bad-configuration' }) }]);
  expect(error).toMatch(/^fit4work-agent: .*\(EEXIST\).*\n$/);
});

it('an invitation on standard input that is no UTF-8 is refused in a sentence', async () => {
  const agent = 'FIT4WORK_AGENT_STATE="$d/state" "$1" "$2" enrol - --unattended --passphrase-file "$d/passphrase"';
  const { status, error } = await shell(
    `d=$(mktemp -d); echo een lange zin > "$d/passphrase"; printf '\\341' | ${agent} --language nl; code=$?; rm -r "$d"; exit $code`,
  );
  expect([status, error.trim()]).toEqual([1, expect.stringMatching(/^fit4work-agent: .*uitnodiging.* UTF-8.*$/)]);
});

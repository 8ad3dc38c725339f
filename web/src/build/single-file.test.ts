import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { singleFile } from './single-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fit4work-single-'));
  const parts = {
    'index.html':
      '<!doctype html><html><head>\n    <meta charset="utf-8" />\n    <script type="module" src="./index-aaaaaaaa.js"></script>\n    <link rel="stylesheet" href="./index-aaaaaaaa.css">\n</head><body><div id="page"></div></body></html>',
    'index-aaaaaaaa.js': "const ends = '</script>'; const put = '$& $1';",
    'index-aaaaaaaa.css': '.one::after { content: "</style>"; }',
  };
  for (const [name, text] of Object.entries(parts)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

const hashOf = (text: string | undefined): string =>
  `'sha256-${createHash('sha256')
    .update(text ?? '')
    .digest('base64')}'`;
const within = (document: string, element: RegExp): string[] =>
  [...document.matchAll(element)].map(([, text]) => text ?? '');

for (const [what, read] of [
  ['of any page', () => singleFile(folder)],
  [
    'that is carried',
    () => readFileSync(join(import.meta.dirname, '../../dist/pages/auditor/fit4work-auditor.html'), 'utf8'),
  ],
] as const) {
  it(`the one file ${what} may do what it has in it, ask a log over TLS or on this machine, and nothing else`, () => {
    const document = read();
    const scripts = within(document, /<script[^>]*>([\s\S]*?)<\/script>/g);
    const styles = within(document, /<style[^>]*>([\s\S]*?)<\/style>/g);
    expect([scripts.length, styles.length]).toEqual([1, 1]);
    expect(within(document, /http-equiv="content-security-policy" content="([^"]*)"/g)).toEqual([
      [
        "default-src 'none'",
        `script-src ${hashOf(scripts[0])}`,
        `style-src ${hashOf(styles[0])}`,
        'img-src data:',
        'connect-src https: http://127.0.0.1:* http://localhost:*',
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ].join('; '),
    ]);
    // What stands before a policy is not under it.
    expect(document.indexOf('http-equiv')).toBeLessThan(document.search(/<(script|style|link|img)/));
    const asked = within(document, /<(?:script|link|img)[^>]*(?:src|href)="([^"]*)"/g);
    expect(asked.filter((url) => url !== 'data:,')).toEqual([]);
  });
}

it('the one file has the script and the style sheet as they were built, and neither ends its element', () => {
  const document = singleFile(folder);
  expect(document).toContain("<script type=\"module\">const ends = '<\\/script>'; const put = '$& $1';</script>");
  expect(document).toContain('<style>.one::after { content: "<\\/style>"; }</style>');
});

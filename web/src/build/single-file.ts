import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * What a file from a disk may do: run its one script and wear its one style sheet, each by its hash, and ask the log that was typed,
 * over TLS or on this machine.
 */
const policyFor = (script: string, style: string): string =>
  [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    'connect-src https: http://127.0.0.1:* http://localhost:*',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

/** Makes one document of a page that was built, with its script and its style sheet in it. */
export function singleFile(folder: string): string {
  const [script, style] = ['.js', '.css'].map((ending) => contentOf(folder, ending)) as [string, string];
  const document = readFileSync(join(folder, 'index.html'), 'utf8')
    .replace(/\s*<script [^>]*><\/script>/, '')
    .replace(/\s*<link rel="stylesheet"[^>]*>/, '');
  const policy = `<meta http-equiv="content-security-policy" content="${policyFor(script, style)}" />`;
  // By functions: what is put in has dollars of its own.
  return document
    .replace('<meta charset="utf-8" />', (charset) => `${charset}\n    ${policy}`)
    .replace('</head>', (end) => `<style>${style}</style>\n  ${end}`)
    .replace('</body>', (end) => `<script type="module">${script}</script>\n  ${end}`);
}

function contentOf(folder: string, ending: string): string {
  const name = readdirSync(folder).find((file) => file.startsWith('index-') && file.endsWith(ending)) ?? '';
  // Nothing in it may end the element that it stands in.
  return readFileSync(join(folder, name), 'utf8').replaceAll(/<\/(script|style)/gi, '<\\/$1');
}

import { createHash } from 'node:crypto';
import { encodeVkey, type NoteSigner, type PolicyLog } from '@fit4work/protocol';
import type { EvidenceFolder } from '../evidence/evidence-folder.js';
import { REFUSALS } from './decide.js';
import { type Language, PAGE_WORDS, type PageWords } from './page-words.js';
import type { WitnessStateFile } from './state-file.js';
import type { Tally } from './tally.js';

/** What the page shows. */
export interface Shown {
  readonly signer: NoteSigner;
  readonly logs: readonly PolicyLog[];
  readonly state: WitnessStateFile;
  readonly evidence: EvidenceFolder;
  readonly tally: Tally;
}

/** The newest; all of them stand in the folder of evidence. */
const MAX_ROWS = 20;

const STYLE = `
:root{color-scheme:light}
body{margin:0 auto;max-width:42rem;padding:1rem;font:1rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff}
h1{font-size:1.5rem;line-height:1.2;overflow-wrap:anywhere}h2{font-size:1.2rem;margin-top:2rem}
nav{text-align:right}nav a{color:#0b4a8f;padding:.5rem;display:inline-block}nav a[aria-current]{color:#1a1a1a;font-weight:700;text-decoration:none}
.state{padding:.75rem 1rem;border-left:.5rem solid #1b6e3c;background:#eef7f0}
.state.alarm{border-color:#9b1c1c;background:#fdecec}
dl{margin:0 0 1rem;padding:.75rem 1rem;border:1px solid #767676}dt{font-weight:700}dd{margin:0 0 .5rem;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:700;padding:.25rem 0}
th,td{text-align:left;vertical-align:top;padding:.4rem .5rem;border-bottom:1px solid #767676;overflow-wrap:anywhere}
th[scope=col]{white-space:nowrap;overflow-wrap:normal}.count{text-align:right;font-variant-numeric:tabular-nums}code{overflow-wrap:anywhere}`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Nothing but the page's own style is allowed: no script, no other address, no frame. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  vary: 'accept-language',
};

/** Dutch unless English was asked for, by the switch or before Dutch by the browser. */
export function languageOf(asked: unknown, accepted = ''): Language {
  if (asked === 'nl' || asked === 'en') return asked;
  const weights = accepted.split(',').map((part, i) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const q = parameters.map((each) => /^\s*q=([01](?:\.[0-9]{0,3})?)\s*$/.exec(each)?.[1]).find(Boolean);
    return { language: tag.split('-')[0], weight: Number(q ?? 1), i };
  });
  const known = weights.filter(({ language, weight }) => weight > 0 && (language === 'nl' || language === 'en'));
  const [best] = known.sort((a, b) => b.weight - a.weight || a.i - b.i);
  return best?.language === 'en' ? 'en' : 'nl';
}

/** The state of a witness for people, whole and without a script. */
export function pageOf(shown: Shown, language: Language): string {
  const words = PAGE_WORDS[language];
  const title = escaped(words.title(shown.signer.key.name));
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${STYLE}</style></head>
<body>
<nav aria-label="${words.other}">${link('nl', 'Nederlands', language)} ${link('en', 'English', language)}</nav>
<main>
<h1>${title}</h1>
<p>${words.what} ${words.whatNot}</p>
${stateOf(shown, words, language)}
<h2>${words.logs}</h2>
${shown.logs.map(({ key }) => logOf(shown, key.name, language)).join('\n')}
<p>${words.since(timeOf(shown.tally.since, language))}</p>
<h2>${words.refusals}</h2>
${refusalsOf(shown.tally, words, language)}
<h2>${words.key}</h2>
<p><code>${escaped(encodeVkey(shown.signer.key))}</code></p>
<p>${words.keyHelp}</p>
</main>
</body>
</html>
`;
}

function stateOf({ evidence, tally }: Shown, words: PageWords, language: Language): string {
  const cases = evidence.cases();
  const count = cases.length + tally.unkept;
  if (count === 0) return `<p class="state">${words.good}</p>`;
  const newest = [...cases].sort((a, b) => b.time - a.time).slice(0, MAX_ROWS);
  const rows = newest.map(
    ({ name, time }) => `<tr><td><code>${escaped(name)}</code></td><td>${timeOf(time, language)}</td></tr>`,
  );
  return `<div class="state alarm" role="alert">
<p><strong>${words.alarm(count)}</strong> ${words.alarmHelp}</p>
${tally.unkept > 0 ? `<p>${words.unkept(tally.unkept)}</p>` : ''}
${tally.leftOut > 0 ? `<p>${words.leftOut(numberOf(tally.leftOut, language))}</p>` : ''}
<table><caption>${words.alarmTable}</caption>
<thead><tr><th scope="col">${words.folder}</th><th scope="col">${words.found}</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>
</div>`;
}

function logOf({ state, tally }: Shown, origin: string, language: Language): string {
  const words = PAGE_WORDS[language];
  const recorded = state.get(origin);
  const last =
    recorded === undefined
      ? `<dt>${words.size}</dt><dd>${words.never}</dd>`
      : `<dt>${words.size}</dt><dd>${words.sizeOf(numberOf(recorded.checkpoint.size, language))}</dd>
<dt>${words.when}</dt><dd>${timeOf(recorded.time, language)}</dd>`;
  return `<dl><dt>${words.log}</dt><dd>${escaped(origin)}</dd>
${last}
<dt>${words.count}</dt><dd>${numberOf(tally.cosignedOf(origin), language)}</dd></dl>`;
}

function refusalsOf(tally: Tally, words: PageWords, language: Language): string {
  const reasons = REFUSALS.filter((reason) => tally.refusedFor(reason) > 0);
  if (reasons.length === 0) return `<p>${words.none}</p>`;
  const rows = reasons.map(
    (reason) =>
      `<tr><th scope="row">${words.reasons[reason]}</th><td class="count">${numberOf(tally.refusedFor(reason), language)}</td></tr>`,
  );
  return `<p>${words.refusalsHelp}</p>
<table><caption>${words.refusalsTable}</caption>
<thead><tr><th scope="col">${words.reason}</th><th scope="col" class="count">${words.times}</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
}

function link(to: Language, label: string, now: Language): string {
  return `<a href="?lang=${to}" lang="${to}" hreflang="${to}"${to === now ? ' aria-current="true"' : ''}>${label}</a>`;
}

const LOCALES = { nl: 'nl-BE', en: 'en-GB' };

function numberOf(count: number, language: Language): string {
  return count.toLocaleString(LOCALES[language]);
}

/** In the time of the machine that the witness runs on, which is that of its council. */
function timeOf(seconds: number, language: Language): string {
  const time = new Date(seconds * 1000);
  const text = time.toLocaleString(LOCALES[language], {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
  return `<time datetime="${time.toISOString()}">${text}</time>`;
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}

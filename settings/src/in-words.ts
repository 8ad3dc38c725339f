import type { Named } from './setting.js';

/** How it is written: `whole number of ms, 1 to 60000`. */
export function writtenAs(setting: Named): string {
  const secret = { value: ' (secret)', file: ' (private)', none: '' }[setting.secret ?? 'none'];
  return form(setting) + secret;
}

function form(setting: Named): string {
  switch (setting.kind) {
    case 'number':
      return `${setting.unit}, ${setting.least} to ${setting.most}`;
    case 'rate':
      return `${setting.unit} at once, ${setting.least} at least, and a ${setting.per}`;
    case 'url':
      return `URL, ${setting.protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
    case 'word':
      return setting.words.join(' or ');
    default:
      return setting.form ?? setting.kind;
  }
}

/** What holds where it is not set; code is what could be written there as well. */
export function unsetMeans(setting: Named): { readonly words: string; readonly code: boolean } {
  if ('needed' in setting) return { words: ['needed', setting.when].join(' ').trimEnd(), code: false };
  if ('without' in setting) return { words: setting.without, code: false };
  return { words: String(setting.otherwise), code: true };
}

import { type FileHandle, open } from 'node:fs/promises';
import { AdminError } from '../admin/admin-error.js';
import { type Language, REFUSALS, SHEET } from '../admin/words.js';

/** What a page of the sheet shows. */
export interface PrintedInvitation {
  readonly number: number;
  /** Unix seconds */
  readonly expires: number;
  readonly link: string;
  /** The link as SVG; null where it has no QR code. */
  readonly qr: string | null;
}

const STYLE = `body{font:12pt sans-serif;margin:0}section{break-after:page;padding:2cm;max-width:16cm}
svg{width:12cm;height:12cm}code{font-size:7pt;overflow-wrap:anywhere}`;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);

/** A page each, in a new file for its owner alone. Each is on disk before the next invitation is made: a crash loses none. */
export class InvitationSheet {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #language: Language;

  private constructor(file: FileHandle, path: string, language: Language) {
    [this.#file, this.#path, this.#language] = [file, path, language];
  }

  /** @throws AdminError `bad-file`, also where the file is there already */
  static async begin(path: string, language: Language): Promise<InvitationSheet> {
    const sheet = await written(path, async () => new InvitationSheet(await open(path, 'wx', 0o600), path, language));
    await sheet.#write(
      `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<title>${SHEET.title[language]}</title><style>${STYLE}</style>\n`,
    );
    return sheet;
  }

  add({ number, expires, link, qr }: PrintedInvitation): Promise<void> {
    const language = this.#language;
    const day = new Date(expires * 1000).toISOString().slice(0, 10);
    return this.#write(`<section><h1>${SHEET.title[language]}</h1><h2>${SHEET.number[language]} ${number} (→ ${day})</h2>
${qr ?? ''}<p>${SHEET.how[language]}</p><p><code>${escaped(link)}</code></p><p>${SHEET.keep[language]}</p></section>\n`);
  }

  async end(): Promise<void> {
    await this.#file.close();
  }

  #write(text: string): Promise<void> {
    return written(this.#path, async () => {
      await this.#file.appendFile(text);
      await this.#file.sync();
    });
  }
}

async function written<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new AdminError('bad-file', REFUSALS.sheet(path), { cause });
  }
}

import { join } from 'node:path';
import {
  addSignatures,
  cosign,
  encodeVkey,
  formatNote,
  formatSignedCheckpoint,
  noteSigner,
  parsePolicy,
  parseSignedCheckpoint,
  signCheckpoint,
} from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { History } from '../../test/history.js';
import { leafOf, NOW, temporaryFolder } from '../../test/kit.js';
import { EvidenceFolder } from '../evidence/evidence-folder.js';
import { REFUSALS } from './decide.js';
import { languageOf, PAGE_HEADERS, pageOf, type Shown } from './page.js';
import { PAGE_WORDS } from './page-words.js';
import { WitnessStateFile } from './state-file.js';
import { Tally } from './tally.js';

const HOSTILE = `log.example/<script>alert("&'")</script>`;
let temporary: ReturnType<typeof temporaryFolder>;

beforeAll(() => sodium.ready);
beforeEach(() => {
  temporary = temporaryFolder();
});
afterEach(() => temporary.remove());

function shownOf(origin: string): Shown {
  const signer = noteSigner('council.example', 4, new Uint8Array(32).fill(10));
  const log = noteSigner(origin, 1, new Uint8Array(32).fill(1));
  return {
    signer,
    logs: parsePolicy(`log ${encodeVkey(log.key)}\nquorum none\n`).logs,
    state: new WitnessStateFile(join(temporary.path, 'state.json'), signer.key),
    evidence: new EvidenceFolder(join(temporary.path, 'evidence')),
    tally: new Tally(NOW),
  };
}

async function cosigned(shown: Shown, origin: string, size: number): Promise<Uint8Array> {
  const bytes = await new History(noteSigner(origin, 1, new Uint8Array(32).fill(1)), size, leafOf).note(size);
  const { note, checkpoint } = parseSignedCheckpoint(bytes);
  const held = formatNote(addSignatures(note, [cosign(note.text, NOW, shown.signer)]));
  shown.state.put({ checkpoint, note: held, time: NOW });
  shown.tally.cosigned(origin);
  return held;
}

describe('the page of a witness', () => {
  it('speaks the language that was asked for, else that of the browser, else Dutch', () => {
    expect([languageOf('en', 'nl'), languageOf('nl', 'en')]).toEqual(['en', 'nl']);
    const accepted = ['en-GB,en;q=0.9,nl;q=0.8', 'nl-BE,nl;q=0.9,en;q=0.8', 'fr,en;q=0.3,nl;q=0.2', 'fr', '', 'en;q=0'];
    expect(accepted.map((header) => languageOf(undefined, header))).toEqual(['en', 'nl', 'en', 'nl', 'nl', 'nl']);
    expect([languageOf(['en', 'nl']), languageOf('fr'), languageOf(undefined, ';q=x,en;q=2,,')]).toEqual([
      'nl',
      'nl',
      'en',
    ]);
  });

  it.each([['nl'], ['en']] as const)(
    'in %s says what was cosigned, when, how often, and why what was refused',
    async (language) => {
      const shown = shownOf('log.example/fit4work');
      expect(pageOf(shown, language)).toContain(PAGE_WORDS[language].never);
      await cosigned(shown, 'log.example/fit4work', 1234);
      for (const reason of REFUSALS) shown.tally.refused(reason);
      const page = pageOf(shown, language);
      expect(page).toContain(PAGE_WORDS[language].sizeOf((1234).toLocaleString(language === 'nl' ? 'nl-BE' : 'en-GB')));
      expect(page).toContain(new Date(NOW * 1000).toISOString());
      for (const reason of REFUSALS) expect(page).toContain(PAGE_WORDS[language].reasons[reason]);
      expect(page).toContain(PAGE_WORDS[language].good);
      expect(page).toContain(`<html lang="${language}">`);
      expect(page).toContain(encodeVkey(shown.signer.key));
    },
  );

  it('names the newest evidence, and all of it by number', async () => {
    const shown = shownOf('log.example/fit4work');
    const held = await cosigned(shown, 'log.example/fit4work', 3);
    const signer = noteSigner('log.example/fit4work', 1, new Uint8Array(32).fill(1));
    for (let n = 0; n < 25; n += 1) {
      const root = new Uint8Array(32).fill(n + 1);
      const came = formatSignedCheckpoint(signCheckpoint({ origin: 'log.example/fit4work', size: 3, root }, signer));
      shown.evidence.keep({ kind: 'checkpoints', a: held, b: came, path: [] }, NOW + n);
    }
    const page = pageOf(shown, 'en');
    expect(page).toContain('25 pieces of evidence');
    expect(page).toContain(`-${NOW + 24}-0`);
    expect(page).not.toContain(`-${NOW + 4}-0`);
  });

  it('lets no name become markup', async () => {
    const shown = shownOf(HOSTILE);
    await cosigned(shown, HOSTILE, 3);
    const page = pageOf(shown, 'nl');
    expect(page).not.toContain('<script');
    expect(page).toContain('log.example/&lt;script&gt;alert(&quot;&amp;&#39;&quot;)&lt;/script&gt;');
  });

  it('allows nothing but its own style, and asks nobody for anything', () => {
    expect(PAGE_HEADERS['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; /,
    );
    const page = pageOf(shownOf('log.example/fit4work'), 'nl');
    expect(page.match(/(src|href)="[^"]*"/g)).toEqual(['href="?lang=nl"', 'href="?lang=en"']);
    expect(page).not.toMatch(/<script|<form|style="| on[a-z]+=/);
  });

  it('has every word in both languages', () => {
    expect(Object.keys(PAGE_WORDS.nl)).toEqual(Object.keys(PAGE_WORDS.en));
    expect(Object.keys(PAGE_WORDS.nl.reasons).sort()).toEqual([...REFUSALS].sort());
  });
});

import type { GrantPreview } from './core/grant-preview.js';
import type { Language } from './core/language.js';
import { noticeHash } from './core/notice.js';
import { type PreviewAsk, type PreviewPorts, previewGrant } from './grant-preview.js';
import { type GrantRequest, noticeOf } from './grants.js';
import type { Person } from './person.js';

/** What a person is shown before signing a grant. */
export interface GrantOffer {
  readonly scope: Omit<GrantRequest, 'language'>;
  /** The text, and the hash of it that the grant will carry. */
  readonly notice: { readonly language: Language; readonly text: string; readonly sha256: string };
  readonly preview: GrantPreview;
}

/** The notice and the preview of a grant that is not signed yet. */
export async function offerGrant(
  ports: PreviewPorts,
  { identity, zone }: Person,
  ask: PreviewAsk & { readonly request: GrantRequest },
): Promise<GrantOffer> {
  const { language, ...scope } = ask.request;
  const text = noticeOf(ask.request, identity);
  return {
    scope,
    notice: { language, text, sha256: noticeHash(text) },
    preview: await previewGrant(ports, { zone }, ask),
  };
}

import type { GrantEvent } from './core/consent-history.js';
import type { GrantPreview } from './core/grant-preview.js';
import type { Language } from './core/language.js';
import { noticeHash } from './core/notice.js';
import { type PreviewAsk, type PreviewPorts, previewGrant } from './grant-preview.js';
import { type GrantRequest, noticeOf } from './grants.js';
import { ownGrants } from './own-consent.js';
import type { Person } from './person.js';
import type { Outbox } from './ports.js';

/** What a person is shown before signing a grant. */
export interface GrantOffer {
  readonly scope: Omit<GrantRequest, 'language'>;
  /** The text, and the hash of it that the grant will carry. */
  readonly notice: { readonly language: Language; readonly text: string; readonly sha256: string };
  readonly preview: GrantPreview;
  /** The grants to the same coach that stand and that this one does not end. */
  readonly besides: readonly GrantEvent[];
}

export interface OfferPorts extends PreviewPorts {
  readonly outbox: Outbox;
}

/** The notice and the preview of a grant that is not signed yet. */
export async function offerGrant(
  ports: OfferPorts,
  person: Person,
  ask: PreviewAsk & { readonly request: GrantRequest },
): Promise<GrantOffer> {
  const { language, ...scope } = ask.request;
  const text = noticeOf(ask.request, person);
  const { events } = await ownGrants(ports, person.identity, false);
  return {
    scope,
    notice: { language, text, sha256: noticeHash(text) },
    preview: await previewGrant(ports, person, ask),
    besides: events.flatMap((each) => (each.event === 'grant' && each.coach === scope.coach ? [each] : [])),
  };
}

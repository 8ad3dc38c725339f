import { toBase64Url, utf8 } from '@fit4work/protocol';
import { renderSVG } from 'uqr';

/** What an invitation tells beside its code: where everything answers, and what to trust there. */
export interface PublicPlace {
  readonly coachApi: {
    readonly url: string;
    /** base64url */
    readonly signingKey: string;
    readonly boxKey: string;
    /** SHA-256 of the DER of the certificates that the address may show, in hexadecimal; none where it is plain HTTP. */
    readonly certificates: readonly string[];
  };
  readonly broker: { readonly url: string };
  readonly log: { readonly url: string; readonly policy: string };
}

export interface InvitationContent extends PublicPlace {
  readonly version: 1;
  readonly code: string;
  /** Unix seconds */
  readonly expires: number;
}

/** Bytes that a QR code of the largest size has room for, at the lowest correction. */
const QR_ROOM = 2_900;

/** What comes after the number sign is never sent to a server: the link can be opened without telling anybody the code. */
export const linkOf = (invitation: InvitationContent): string =>
  `${invitation.coachApi.url}/enrol#${toBase64Url(utf8(JSON.stringify(invitation)))}`;

/** The link as a QR code in SVG; null where a policy of many witnesses makes it longer than one can be. */
export const qrOf = (link: string): string | null => (link.length > QR_ROOM ? null : renderSVG(link, { ecc: 'L' }));

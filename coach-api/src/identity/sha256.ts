import { sha256, toHex, utf8 } from '@fit4work/protocol';

export const sha256Hex = (text: string): string => toHex(sha256(utf8(text)));

import type { FamilyName } from '../core/family-name.js';
import { banglejs } from './banglejs.js';
import type { SimFamily } from './family.js';
import { huami } from './huami.js';
import { infinitime } from './infinitime.js';
import { standard } from './standard.js';

export const FAMILIES: Readonly<Record<FamilyName, SimFamily>> = { huami, infinitime, banglejs, standard };

import { describe, vi } from 'vitest';
import { mirrorAttackTests } from '../../test/mirror-attacks.js';

vi.setConfig({ testTimeout: 60_000 });

describe('a mirror, under 10 attacks of each kind', () => mirrorAttackTests(10));

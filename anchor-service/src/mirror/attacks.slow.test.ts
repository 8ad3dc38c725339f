import { describe, vi } from 'vitest';
import { mirrorAttackTests } from '../../test/mirror-attacks.js';

vi.setConfig({ testTimeout: 3_600_000 });

describe('a mirror, under 1,000 attacks of each kind', () => mirrorAttackTests(1000));

import { describe, vi } from 'vitest';
import { attackTests } from '../../test/verify-attacks.js';

vi.setConfig({ testTimeout: 1_800_000 });

describe('the verifier, under 1,000 attacks of each kind', () => attackTests(1000));

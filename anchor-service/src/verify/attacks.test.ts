import { describe, vi } from 'vitest';
import { attackTests } from '../../test/verify-attacks.js';

vi.setConfig({ testTimeout: 60_000 });

describe('the verifier, under 30 attacks of each kind', () => attackTests(30));

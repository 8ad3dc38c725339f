import { describe, expect, it } from 'vitest';
import { site } from './rate-limit.js';

describe('the place that connections come from', () => {
  it('is an address of IPv4, and of IPv6 all networks that one line may have', () => {
    expect(['192.0.2.7', '::ffff:192.0.2.7'].map(site)).toEqual(['192.0.2.7', '::ffff:192.0.2.7']);
    const networks = ['2001:db8:7:1::1', '2001:db8:7:ff00::2', '2001:db8:7::', '2001:db8:7:1:2:3:4:5'];
    expect(new Set(networks.map(site))).toEqual(new Set(['2001:db8:7']));
    expect(['2001:db8:8::1', '2001:db8::1', '::1'].map(site)).toEqual(['2001:db8:8', '2001:db8:0', ':0:0']);
  });
});

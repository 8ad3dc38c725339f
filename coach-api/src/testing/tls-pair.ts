/* A certificate of 127.0.0.1 that ends in a hundred years, and its key: public, and good for nothing but these tests. */

const CERTIFICATE =
  'MIIBjzCCATagAwIBAgIUCPNsCJS4Qd5OtBoyYzKCEah+pAgwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2' +
  'MTEyNjA0MzUwMVoYDzIxMjYxMTAyMDQzNTAxWjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC' +
  'AARP1M29j4RgxrH3U9awCpzID3am8ShUvblpBVR7NBf+v9sReqYSNK6EsebcPSf1W+5Pj1eNt+xq8bNU88VqIXIso2QwYjAdBgNV' +
  'HQ4EFgQUfIkjPxBayrXVKEcmXcIdOQxaIs8wHwYDVR0jBBgwFoAUfIkjPxBayrXVKEcmXcIdOQxaIs8wDwYDVR0TAQH/BAUwAwEB' +
  '/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0cAMEQCIH4GKXn7Uhb+Lk56HcbNyX7U3hi5fO1Z376+9XyAJtUOAiAbVu87' +
  'zYcOVz4nb5qvKvuhrTdc47YS27OPUV6xTbGpDw==';
const KEY =
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgu1KdUAYkh9EAqw1IGzEFSvzqHu4BUgWdRHGfjBh1/i+hRANCAARP' +
  '1M29j4RgxrH3U9awCpzID3am8ShUvblpBVR7NBf+v9sReqYSNK6EsebcPSf1W+5Pj1eNt+xq8bNU88VqIXIs';

const pem = (kind: string, base64: string): string =>
  `-----BEGIN ${kind}-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END ${kind}-----\n`;

export const TLS_PAIR = { cert: pem('CERTIFICATE', CERTIFICATE), key: pem('PRIVATE KEY', KEY) };

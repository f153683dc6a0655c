// The key pair of the front door's sign-in, with which the test makes tokens that are wrong in just one thing.
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEY_ID = 'front-door';

const encode = value => Buffer.from(JSON.stringify(value)).toString('base64url');

function pair() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256', publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
}

/** Writes the pair where the front door reads it, and gives the private half. */
export function writeKeys(folder) {
  mkdirSync(folder, { recursive: true });
  const { publicKey, privateKey } = pair();
  writeFileSync(join(folder, 'public.pem'), publicKey);
  writeFileSync(join(folder, 'private.pem'), privateKey, { mode: 0o600 });
  return privateKey;
}

/** One that nobody has published. */
export const strangeKey = () => pair().privateKey;

/** A JSON Web Signature, ES256 unless the header says something else. */
export function signed(key, header, claims) {
  const text = `${encode({ alg: 'ES256', kid: KEY_ID, ...header })}.${encode(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key: createPrivateKey(key), dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** The same claims without a signature. */
export const unsigned = (header, claims) => `${encode({ alg: 'none', kid: KEY_ID, ...header })}.${encode(claims)}.`;

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, duration, figure, fromNow, image, parts, percent, points, shortName } from '../src/figures/format.ts';

test('a length of time has its two largest units', () => {
  assert.equal(duration(40), '40 s');
  assert.equal(duration(61), '1 min 1 s');
  assert.equal(duration(12 * 60 + 5), '12 min');
  assert.equal(duration(3600), '1 h');
  assert.equal(duration(3 * 86400 + 4 * 3600 + 59), '3 d 4 h');
  assert.equal(duration(-5), '0 s');
});

test('a moment is told by how far it is from now', () => {
  const now = new Date('2026-11-26T12:00:00Z');
  assert.equal(fromNow('2026-11-26T12:00:10Z', now), 'just now');
  assert.equal(fromNow('2026-11-26T11:55:00Z', now), '5 min ago');
  assert.equal(fromNow('2026-11-26T15:00:00Z', now), 'in 3 h');
  assert.equal(fromNow('2026-11-25T12:00:00Z', now), '1 day ago');
  assert.equal(fromNow('2026-12-06T12:00:00Z', now), 'in 10 days');
  assert.equal(fromNow('whenever', now), 'whenever');
});

test('what nobody knows is a dash, never a zero', () => {
  assert.equal(percent(null), '-');
  assert.equal(percent(0), '0 %');
  assert.equal(percent(0.1234), '12.3 %');
  assert.equal(figure(undefined), '-');
  assert.equal(figure(0.3333), '0.33');
});

test('an image is known by name, tag and the beginning of its digest', () => {
  const digest = 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
  assert.deepEqual(image(`registry.example:5000/orders/cart:1.4.2@${digest}`), { name: 'cart', version: '1.4.2 · 0123456789ab' });
  assert.deepEqual(image(`registry.example:5000/orders/cart@${digest}`), { name: 'cart', version: '0123456789ab' });
  assert.deepEqual(image('cart'), { name: 'cart', version: 'no version' });
});

test('a reference is taken apart, and what is none is a name', () => {
  assert.deepEqual(parts('component:default/cart'), { kind: 'component', namespace: 'default', name: 'cart' });
  assert.deepEqual(parts('external:ci'), { kind: '', namespace: '', name: 'external:ci' });
  assert.equal(shortName('component:default/cart'), 'cart');
  assert.equal(shortName('resource:platform/redis'), 'platform/redis');
});

test('one is not many', () => {
  assert.equal(count(1, 'pod'), '1 pod');
  assert.equal(count(0, 'pod'), '0 pods');
  assert.equal(count(2, 'entity', 'entities'), '2 entities');
});

test('a message with several points is told point by point', () => {
  assert.deepEqual(points('cart does not keep it: BR-10 probes; BR-11 replicas; BR-13 digest. Mend it'), [
    'cart does not keep it:',
    'BR-10 probes',
    'BR-11 replicas',
    'BR-13 digest. Mend it',
  ]);
  assert.deepEqual(points('expected a digest, found a tag; pin it'), ['expected a digest, found a tag; pin it']);
});

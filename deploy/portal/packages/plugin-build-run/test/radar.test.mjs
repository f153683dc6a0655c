import assert from 'node:assert/strict';
import { test } from 'node:test';
import { place, ringRadius, RINGS } from '../src/figures/radar.ts';

const items = (ring, number) => Array.from({ length: number }, (_, index) => ({ ring, name: `${ring}-${index}` }));
const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

test('a dot is in its ring and above the base line', () => {
  for (const { item, x, y } of place([...items('adopt', 9), ...items('trial', 5), ...items('hold', 7)])) {
    const radius = Math.hypot(x, y);
    const inner = item.ring === 'adopt' ? 0 : ringRadius(RINGS[RINGS.indexOf(item.ring) - 1]);
    assert.ok(radius > inner && radius < ringRadius(item.ring), `${item.name} at ${radius}`);
    assert.ok(y < 0);
  }
});

test('dots keep apart', () => {
  const dots = place([...items('adopt', 8), ...items('trial', 8), ...items('hold', 12)]);
  for (const one of dots) {
    for (const other of dots.filter(each => each !== one)) {
      assert.ok(distance(one, other) > 0.08, `${one.item.name} and ${other.item.name}: ${distance(one, other)}`);
    }
  }
});

test('numbers are those of the list, whatever ring', () => {
  const dots = place([...items('hold', 1), ...items('adopt', 1)]);
  assert.deepEqual(
    dots.map(dot => [dot.item.name, dot.number]),
    [
      ['adopt-0', 2],
      ['hold-0', 1],
    ],
  );
});

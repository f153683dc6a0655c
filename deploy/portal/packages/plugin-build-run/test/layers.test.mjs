import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edge, layers } from '../src/figures/layers.ts';

const sizes = { box: { width: 100, height: 20 }, gap: { x: 50, y: 10 } };
const at = (layout, id) => layout.nodes.find(node => node.id === id);

test('each step from the root is a column of its own', () => {
  const layout = layers(
    [
      { id: 'root', distance: 0 },
      { id: 'a', before: 'root', distance: 1 },
      { id: 'b', before: 'a', distance: 2 },
    ],
    sizes,
  );
  assert.deepEqual(
    ['root', 'a', 'b'].map(id => at(layout, id).x),
    [0, 150, 300],
  );
  assert.deepEqual([layout.width, layout.height], [400, 20]);
});

test('no two boxes of a column overlap, and the column is centred', () => {
  const children = Array.from({ length: 7 }, (_, index) => ({ id: `c${index}`, before: 'root', distance: 1 }));
  const layout = layers([{ id: 'root', distance: 0 }, ...children], sizes);
  const rows = children.map(({ id }) => at(layout, id).y).sort((a, b) => a - b);
  assert.deepEqual(rows, [0, 30, 60, 90, 120, 150, 180]);
  assert.equal(at(layout, 'root').y + 10, layout.height / 2);
});

test('boxes stand in the order of what they hang on, so that lines cross little', () => {
  const layout = layers(
    [
      { id: 'root', distance: 0 },
      { id: 'a', before: 'root', distance: 1 },
      { id: 'b', before: 'root', distance: 1 },
      { id: 'of-b', before: 'b', distance: 2 },
      { id: 'of-a', before: 'a', distance: 2 },
    ],
    sizes,
  );
  assert.ok(at(layout, 'of-a').y < at(layout, 'of-b').y);
});

test('a root alone has a size too', () => {
  assert.deepEqual(layers([{ id: 'root', distance: 0 }], sizes).width, 100);
});

test('a line goes from side to side', () => {
  const from = { id: 'a', distance: 0, x: 0, y: 0 };
  const to = { id: 'b', distance: 1, x: 150, y: 30 };
  assert.equal(edge(from, to, sizes), 'M 100 10 C 125 10, 125 40, 150 40');
});

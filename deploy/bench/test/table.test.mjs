import assert from 'node:assert/strict';
import test from 'node:test';
import { compareRows, largeRows, searchRows } from '../lib/table.mjs';

const IDS = ['by-name', 'page', 'ui-page', 'ui-count', 'ui-search', 'text', 'facet-type', 'facet-owner', 'facet-kind', 'by-refs', 'entities'];

function side(rate, p99) {
  const each = Object.fromEntries(IDS.map(id => [id, { rate, p99, bytes: 2700, requests: 1000 }]));
  return {
    starts: { first: 3000, empty: [3000], full: [3000] },
    ingested: { rate },
    more: { rate },
    tasks: { files: 20, atOnce: 50, rate, firstEvent: p99 },
    memory: { ingesting: 800, reading: 700, heap: 100 },
    fastest: each,
    steady: each,
    again: { files: 4, asked: 2, rows: { refresh_state: 8 } },
    changed: [20, 30, 1000],
    pushed: [10],
  };
}

const result = (backstage, buildrun) => ({ options: { entities: 20000 }, backstage, buildrun, constant: { rate: 100_000 } });

test('a ratio is held against its aim, above and below', () => {
  const rows = compareRows(result(side(100, 100), side(2600, 2.1)));
  const byName = rows.filter(({ work }) => work.includes('by-name'));
  assert.deepEqual(byName.map(({ reached, holds }) => [reached, holds]), [['26.0 ×', true], ['47.6 ×', false], ['3 %', false]]);
});

test('memory and starts count the other way round', () => {
  const rows = compareRows(result(side(1, 1), { ...side(1, 1), memory: { ingesting: 399, reading: 100, heap: 50 }, starts: { first: 1, empty: [1100], full: [900] } }));
  const found = work => rows.find(row => row.work.startsWith(work)).holds;
  assert.deepEqual([found('memory'), found('start until ready, empty'), found('start until ready, 20,000')], [true, false, true]);
});

test('rows of the queue and of who asked are no entities, and any other row is one too many', () => {
  const again = rows => compareRows(result(side(1, 1), { ...side(1, 1), again: { files: 4, asked: 2, rows } })).find(({ work }) => work.includes('read again')).holds;
  assert.equal(again({ refresh_state: 8 }), true);
  assert.equal(again({ refresh_state: 8, audit_log: 2 }), true);
  assert.equal(again({ refresh_state: 8, audit_log: 3 }), false);
  assert.equal(again({ refresh_state: 8, change_log: 1 }), false);
  assert.equal(again({ refresh_state: 2000 }), false);
});

test('a size that could not be measured is no success', () => {
  const read = p99 => ({ name: 'x', target: 10, p99 });
  const size = (size, p99) => ({ size, ingested: { rate: 5000 }, start: 1000, reads: { x: read(p99) }, changed: [1], pushed: [1], memory: { ingesting: 1, reading: 1, heap: 1 }, databaseMegabytes: 1, bytesPerEntity: 1 });
  const holds = sizes => largeRows({ sizes }).find(({ work }) => work === 'p99 of x').holds;
  assert.equal(holds([size(10_000, 20), size(1_000_000, 9)]), true);
  assert.equal(holds([size(10_000, 1), size(1_000_000, 11)]), false);
  assert.equal(holds([size(10_000, 1), { size: 1_000_000, failed: 'no' }]), false);
});

test('the search has a row where it was measured on both sides', () => {
  const search = rate => ({ search: { rate, p99: 5, bytes: 12_000, requests: 1000 } });
  const found = rows => rows.filter(({ work }) => work.includes('the search')).map(({ reached, holds }) => [reached, holds]);
  assert.deepEqual(found(compareRows(result({ ...side(1, 1), ...search(50) }, { ...side(1, 1), ...search(2000) }))), [['40.0 ×', true]]);
  assert.deepEqual(found(compareRows(result(side(1, 1), { ...side(1, 1), ...search(2000) }))), []);
});

test('a change must be found soon, whatever the real backend takes', () => {
  const search = (p99, found) => ({ search: { rate: 100, p99, bytes: 12_000, steady: { rate: 100, p99 }, found } });
  const rows = searchRows({ backstage: search(100, [4000]), buildrun: search(1, [60, 40, 41]) });
  assert.deepEqual(rows.map(({ reached, holds }) => [reached, holds]), [['1.00 ×', false], ['100 ×', true], ['41.0 ms', true]]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf, perDay, shares, ticks } from '../src/figures/charts.ts';

test('every one of the last days is there, today last', () => {
  const now = new Date(2026, 10, 26, 9);
  const days = perDay(
    [
      { at: new Date(2026, 10, 26, 8).toISOString(), outcome: 'succeeded' },
      { at: new Date(2026, 10, 25, 23, 59).toISOString(), outcome: 'failed' },
      { at: new Date(2026, 10, 1).toISOString(), outcome: 'succeeded' },
    ],
    3,
    now,
  );
  assert.deepEqual(days, [
    { day: '2026-11-24', succeeded: 0, failed: 0, other: 0 },
    { day: '2026-11-25', succeeded: 0, failed: 1, other: 0 },
    { day: '2026-11-26', succeeded: 1, failed: 0, other: 0 },
  ]);
});

test('a day of summer time is one day', () => {
  const days = perDay([], 400, new Date(2026, 10, 26));
  assert.equal(new Set(days.map(({ day }) => day)).size, 400);
  assert.equal(days.at(-1).day, dayOf(new Date(2026, 10, 26)));
});

test('an axis has a few round lines and reaches the largest value', () => {
  assert.deepEqual(ticks(0), [0, 1]);
  assert.deepEqual(ticks(7), [0, 2, 4, 6, 8]);
  for (const largest of [0.3, 1, 3, 9.9, 10, 47, 1234]) {
    const lines = ticks(largest);
    assert.ok(lines.at(-1) >= largest, `${largest}: ${lines}`);
    assert.ok(lines.length >= 3 && lines.length <= 6, `${largest}: ${lines}`);
  }
});

test('shares fill the whole and leave out what is not there', () => {
  assert.deepEqual(shares({ pass: 3, fail: 0, waived: 1 }), [
    { key: 'pass', value: 3, from: 0, length: 75 },
    { key: 'waived', value: 1, from: 75, length: 25 },
  ]);
  assert.deepEqual(shares({ pass: 0 }), []);
});

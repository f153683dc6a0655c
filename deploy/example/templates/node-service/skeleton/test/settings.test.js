import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingsFrom } from '../src/settings.js';

test('has a default for everything', () => {
  assert.deepEqual(settingsFrom({}), { port: ${{ values.port }}, drainSeconds: 0, graceSeconds: 20 });
});

test('reads the environment', () => {
  const settings = settingsFrom({ PORT: '9000', DRAIN_SECONDS: '5', GRACE_SECONDS: '7' });

  assert.deepEqual(settings, { port: 9000, drainSeconds: 5, graceSeconds: 7 });
});

for (const port of ['eighty', '-1', '65536', '8080.5']) {
  test(`says what is wrong with port ${port}`, () => {
    assert.throws(() => settingsFrom({ PORT: port }), {
      message: `PORT must be a number from 0 to 65535, but is '${port}'`,
    });
  });
}

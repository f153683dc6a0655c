import assert from 'node:assert/strict';
import test from 'node:test';
import { severityTone } from '../src/figures/alerts.ts';

test('what wakes people looks grave, in any case of letters', () => {
  assert.deepEqual(['critical', 'Page', 'ERROR'].map(severityTone), ['bad', 'bad', 'bad']);
});

test('a warning is told from what is grave, and from what nobody has named', () => {
  assert.deepEqual(['warning', 'info', 'purple', null].map(severityTone), ['warn', 'idle', 'idle', 'idle']);
});

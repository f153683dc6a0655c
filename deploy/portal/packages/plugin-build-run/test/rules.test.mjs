import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleLines } from '../src/figures/rules.ts';

const result = (rule, outcome, environment, reason) => ({ contract: 'v1', rule, result: outcome, environment, reason });

test('what says the same in several environments is one line', () => {
  const lines = ruleLines([
    result('BR-10', 'unknown', 'dev', 'no repository'),
    result('BR-10', 'unknown', 'prod', 'no repository'),
    result('BR-10', 'fail', 'staging'),
    result('BR-01', 'pass'),
  ]);
  assert.deepEqual(
    lines.map(line => [line.rule, line.result, line.environments]),
    [
      ['BR-10', 'fail', ['staging']],
      ['BR-10', 'unknown', ['dev', 'prod']],
      ['BR-01', 'pass', []],
    ],
  );
});

test('another reason is another line', () => {
  assert.equal(ruleLines([result('BR-10', 'unknown', 'dev', 'one'), result('BR-10', 'unknown', 'prod', 'another')]).length, 2);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedFor, ruleLines } from '../src/figures/rules.ts';

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

test('a waiver that is asked for one environment leaves the others to ask for', () => {
  const [both] = ruleLines([result('BR-10', 'fail', 'dev'), result('BR-10', 'fail', 'prod')]);
  const [none] = ruleLines([result('BR-02', 'fail')]);
  const of = (rule, environment) => ({ rule, environment });
  assert.deepEqual(askedFor(both, [of('BR-10', 'dev')]), { where: ['in dev'], isAll: false });
  assert.deepEqual(askedFor(both, [of('BR-10', 'dev'), of('BR-10', 'prod')]), { where: ['in dev', 'in prod'], isAll: true });
  assert.deepEqual(askedFor(both, [of('BR-10')]), { where: ['everywhere'], isAll: true });
  assert.deepEqual(askedFor(none, [of('BR-13'), of('BR-10', 'dev')]), { where: [], isAll: false });
});

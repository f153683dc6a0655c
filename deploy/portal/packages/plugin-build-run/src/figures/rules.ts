// Results of the same rule that say the same, put together, so that one line stands for all environments.
import type { RuleResult } from '../api';

export interface RuleLine extends Omit<RuleResult, 'environment'> {
  /** Empty for a rule that does not look at environments. */
  environments: string[];
}

const ORDER: RuleResult['result'][] = ['fail', 'unknown', 'waived', 'pass'];

/** What is worst comes first, then by rule. */
export function ruleLines(results: RuleResult[]): RuleLine[] {
  const lines = new Map<string, RuleLine>();
  for (const { environment, ...result } of results) {
    const key = JSON.stringify([result.contract, result.rule, result.result, result.reason, result.waivedUntil]);
    const line = lines.get(key) ?? { ...result, environments: [] };
    lines.set(key, line);
    if (environment !== undefined) {
      line.environments.push(environment);
    }
  }
  return [...lines.values()].sort((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result) || a.rule.localeCompare(b.rule));
}

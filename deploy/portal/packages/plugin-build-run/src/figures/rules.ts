// Results of the same rule that say the same, put together, so that one line stands for all environments.
import type { RuleResult, Waiver } from '../api';

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

export interface Asked {
  /** In words: everywhere, or in which environments. */
  where: string[];
  /** Nothing of the line is left to ask for. */
  isAll: boolean;
}

/** How far a waiver of what a line says is asked for. */
export function askedFor({ rule, environments }: RuleLine, asked: Pick<Waiver, 'rule' | 'environment'>[]): Asked {
  const own = asked.filter(waiver => waiver.rule === rule);
  if (own.some(({ environment }) => environment === undefined)) {
    return { where: ['everywhere'], isAll: true };
  }
  const where = environments.filter(name => own.some(({ environment }) => environment === name));
  return { where: where.map(name => `in ${name}`), isAll: where.length > 0 && where.length === environments.length };
}

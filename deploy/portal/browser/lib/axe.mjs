// axe-core on the page that is open: what people with a screen reader, without a mouse or with weak eyes would stumble over.
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const GRAVE = ['serious', 'critical'];

/**
 * Fails with everything that axe calls serious or critical.
 *
 * @param within a selector of the part of the page that is looked at; all of it without
 * @param known ids of rules that are known to be broken here and are not ours to mend
 */
export async function assertAccessible(page, { within, known = [] } = {}) {
  const found = await grave(page, within);
  const left = found.filter(({ id }) => !known.includes(id));
  if (left.length > 0) {
    throw new Error(left.map(describe).join('\n'));
  }
}

/** What axe calls serious or critical. */
export async function grave(page, within) {
  await atRest(page);
  // Evaluated, not added as a script: the portal's Content-Security-Policy lets no other script in.
  await page.evaluate(source);
  const { violations } = await page.evaluate(
    async selector => globalThis.axe.run(selector ?? document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }),
    within,
  );
  return violations.filter(({ impact }) => GRAVE.includes(impact));
}

/**
 * Waits until what the page still loads is there, whose circle has no name in Backstage, and until what fades in is: before, its colours are
 * paler than they are meant to be. What never comes to rest is not waited for.
 */
async function atRest(page) {
  await page.locator('.MuiCircularProgress-indeterminate').first().waitFor({ state: 'detached', timeout: 5_000 }).catch(() => undefined);
  await page.evaluate(() => {
    const ending = document.getAnimations().filter(animation => animation.effect?.getComputedTiming().endTime !== Infinity);
    const allAtRest = Promise.all(ending.map(animation => animation.finished.catch(() => undefined)));
    return Promise.race([allAtRest, new Promise(resolve => setTimeout(resolve, 3_000))]).then(() => undefined);
  });
}

function describe({ id, impact, help, nodes }) {
  const where = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary.split('\n').slice(1, 2).join(' ').trim()}`);
  return `${impact}: ${id}, ${help}, ${nodes.length} times\n  ${where.join('\n  ')}`;
}

// The Kubernetes tab of a service with pods: what Backstage's own plugin shows, from /api/kubernetes; in light and in dark.
//   node kubernetes.mjs --base http://localhost:7007
// Needs a Buildrun whose component:default/cart runs in a cluster; `on-cluster run` sees to it.
import assert from 'node:assert/strict';
import { assertAccessible } from './lib/axe.mjs';
import { openPortal } from './lib/portal.mjs';
import { options } from './lib/service.mjs';
import { Steps } from './lib/steps.mjs';

const { base } = options({ base: 'http://localhost:7007', quick: false });
const steps = new Steps();

/** The clusters folded in, then the deployments of one, then the pods of a deployment. */
async function unfold(portal) {
  const { page } = portal;
  await portal.go('/catalog/default/component/cart/kubernetes');
  await page.getByText('Your Clusters').waitFor();
  const cluster = page.getByRole('button', { name: /test/ }).first();
  await cluster.waitFor();
  await portal.picture('clusters');
  await cluster.click();
  await page.getByText('cart', { exact: true }).first().waitFor();
  await portal.picture('deployments');
}

async function pods(portal) {
  const { page } = portal;
  const deployment = page.getByRole('button', { name: /cart/ }).filter({ hasText: 'Deployment' }).first();
  await deployment.click();
  const pod = page.getByText(/^cart-[a-z0-9]+-[a-z0-9]+$/).first();
  await pod.waitFor();
  assert.ok((await page.getByText(/^cart-[a-z0-9]+-[a-z0-9]+$/).count()) >= 2, 'expected two pods');
  await portal.picture('pods');
}

async function onePod(portal) {
  const { page } = portal;
  await page.getByText(/^cart-[a-z0-9]+-[a-z0-9]+$/).first().click();
  await page.getByText('Containers').first().waitFor();
  await portal.picture('one-pod');
}

console.log(`The Kubernetes tab at ${base}`);
for (const theme of ['light', 'dark']) {
  const portal = await openPortal(base, `kubernetes-${theme}`);
  const quietly = run => async () => {
    await run(portal);
    portal.assertQuiet();
  };
  try {
    await portal.context.addInitScript(name => localStorage.setItem('theme', name), theme);
    await steps.chain(
      name => portal.picture(name),
      [`a guest signs in, in ${theme}`, async () => (await portal.go('/'), portal.enterAsGuest())],
      [`what runs is shown by cluster, in ${theme}`, quietly(unfold)],
      [`its pods are shown, in ${theme}`, quietly(pods)],
      [`anybody can use it, in ${theme}`, quietly(({ page }) => assertAccessible(page, { within: 'main', known: ['nested-interactive'] }))],
      [`one pod tells what it is made of, in ${theme}`, quietly(onePod)],
    );
  } finally {
    await portal.close();
  }
}
steps.close();

// Deploy and support from the portal, on a real cluster: deploys, promotes, is stopped at the gate, reads logs and events, scales, sees a bad image fail and rolls back.
//   node environments.mjs --base http://localhost:7007 --images GOOD,BETTER,BAD
// Needs a Buildrun whose component:default/cart runs GOOD in dev and staging of a cluster; BETTER becomes ready there too and BAD never does.
// The images are pinned by digest and of a registry that the contract allows; `./dev cluster` has such ones.
import assert from 'node:assert/strict';
import { assertAccessible } from './lib/axe.mjs';
import { openPortal } from './lib/portal.mjs';
import { getJson, options } from './lib/service.mjs';
import { Steps } from './lib/steps.mjs';

const { base, images } = options({ base: 'http://localhost:7007', images: '', quick: false });
const [good, better, bad] = images.split(',');
if (!bad) {
  console.error('--images: expected three images with commas between them, see the head of this file');
  process.exit(2);
}
const steps = new Steps();
const portal = await openPortal(base, 'environments');
const { page } = portal;
const ROLLOUT = { timeout: 120_000 };

const card = name =>
  page
    .getByRole('list', { name: /^Environments/ })
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { level: 2, name, exact: true }) });
// What an earlier run did stands on the pages too.
const why = { faster: `Faster baskets ${Date.now()}`, stuck: `It never becomes ready ${Date.now()}` };
const digest = image => image.split('sha256:')[1].slice(0, 12);

/** Opens the dialog of an action, fills it and confirms. */
async function act(environment, verb, fill) {
  await card(environment).getByRole('button', { name: verb }).click();
  const dialog = page.getByRole('dialog');
  await fill(dialog);
  await assertAccessible(page, { within: '[role=dialog]' });
  await portal.picture(`asked-in-${environment}`);
  await dialog.locator('button[type=submit]').click();
}

/** Followed to its end, which is a good one. */
async function arrives(environment) {
  await card(environment).getByRole('status').getByText('All replicas are updated').waitFor(ROLLOUT);
  await card(environment).getByText('Rolled out').waitFor(ROLLOUT);
}

async function seen() {
  await portal.go('/catalog/default/component/cart/environments');
  await card('dev').getByText(digest(good)).first().waitFor();
  await card('staging').getByText('Rolled out').waitFor();
  await assertAccessible(page, { within: '.br' });
  await portal.picture('seen');
}

async function deploy() {
  await act('dev', 'Deploy', async dialog => {
    await dialog.getByLabel(/^Image/).fill(better);
    await dialog.getByLabel(/^Why/).fill(why.faster);
  });
  await card('dev').getByRole('status').getByText(`Deploy ${digest(better)}`).waitFor();
  await portal.picture('rolling-out');
  await arrives('dev');
  await page.getByRole('region', { name: 'Deployments of this component' }).getByText(why.faster, { exact: true }).waitFor();
  await assertAccessible(page, { within: '.br' });
}

async function promote() {
  await act('dev', /^Promote/, dialog => dialog.getByLabel(/^Why/).fill('Runs well in dev'));
  await arrives('staging');
  await card('staging').getByText(digest(better)).first().waitFor();
}

/** The rules of the example are unknown, since its repositories are elsewhere; that keeps the gate to production closed. */
async function gate() {
  portal.tolerate(`POST ${base}/api/buildrun/platform/components/component/default/cart/environments/staging/promote answered 409`);
  await act('staging', /^Promote/, dialog => dialog.getByLabel(/^Why/).fill('Customers wait for it'));
  const refusal = page.getByRole('dialog').getByRole('alert');
  await refusal.waitFor();
  assert.match(await refusal.innerText(), /BR-\d+/);
  await portal.picture('the-gate-is-closed');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
}

/** On a page that is opened anew: pods of the image before are gone by now, and the page may still know them. */
async function logs() {
  await portal.go('/catalog/default/component/cart/environments');
  await card('dev').getByText('Rolled out').waitFor();
  await card('dev').getByRole('button', { name: 'Logs' }).click();
  await page.getByRole('dialog').getByLabel(/^Last 500 lines/).waitFor();
  await assertAccessible(page, { within: '[role=dialog]' });
  await portal.picture('logs');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** A cluster forgets them after an hour; what was deployed a moment ago has left some. */
async function events() {
  await card('dev').getByRole('button', { name: 'Events' }).click();
  const table = page.getByRole('dialog').getByRole('region', { name: 'Events in dev' });
  await table.getByText(/^(Deployment|ReplicaSet|Pod) cart/).first().waitFor();
  await assertAccessible(page, { within: '[role=dialog]' });
  await portal.picture('events');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function scale() {
  await act('staging', 'Scale', async dialog => {
    await dialog.getByRole('textbox', { name: /^Replicas/ }).fill('3');
    await page.keyboard.press('Tab');
  });
  await card('staging').getByText('3 of 3 ready').waitFor(ROLLOUT);
  await card('staging').getByRole('list', { name: 'Pods' }).getByRole('listitem').nth(2).waitFor();
}

async function fails() {
  await act('dev', 'Deploy', dialog => dialog.getByLabel(/^Image/).fill(bad));
  const alert = card('dev').getByRole('alert');
  await alert.waitFor(ROLLOUT);
  assert.match(await alert.innerText(), /probe|deadline/i);
  await assertAccessible(page, { within: '.br' });
  await portal.picture('failed-rollout');
}

async function rollBack() {
  await act('dev', 'Roll back', dialog => dialog.getByLabel(/^Why/).fill(why.stuck));
  await arrives('dev');
  await card('dev').getByText(digest(better)).first().waitFor();
  await portal.picture('rolled-back');
}

async function team() {
  await portal.go('/catalog/default/group/team-orders/team');
  await page.getByRole('region', { name: 'Latest deployments of this team' }).getByText(why.stuck, { exact: true }).waitFor();
  await page.getByRole('img', { name: /^Deployments of the last 14 days/ }).waitFor();
  await assertAccessible(page, { within: '.br' });
  await portal.picture('the-team-afterwards');
}

/** All that was done counts for the team, as a number and as a bar. */
async function delivery() {
  const { groups } = await getJson(base, '/api/buildrun/platform/dora?window=30d&by=owner');
  const { figures } = groups.find(({ key }) => key === 'group:default/team-orders');
  assert.ok(figures.deployments >= 4 && figures.changeFailureRate > 0, `expected what was done above, found ${JSON.stringify(figures)}`);
  await portal.go('/platform/delivery');
  const row = page.getByRole('region', { name: 'By team' }).getByRole('row').filter({ hasText: 'Team Orders' });
  await row.getByRole('cell', { name: String(figures.deployments), exact: true }).first().waitFor();
  for (const title of ['Deployments a day', 'Change failure rate']) {
    await page.getByRole('img', { name: new RegExp(`^${title}: .*team-orders`) }).waitFor();
  }
  await assertAccessible(page, { within: '.br' });
  await portal.picture('delivery-afterwards');
}

console.log(`Deploy and support at ${base}`);
const quietly = run => async () => {
  await run();
  portal.assertQuiet();
};
try {
  await steps.chain(
    name => portal.picture(name),
    ['a guest signs in', async () => (await portal.go('/'), portal.enterAsGuest())],
    ['what runs is seen', quietly(seen)],
    ['an image is deployed and followed to its end', quietly(deploy)],
    ['it is promoted', quietly(promote)],
    ['the gate to production is closed, and it is said why', quietly(gate)],
    ['logs are read', quietly(logs)],
    ['events are read', quietly(events)],
    ['it is scaled', quietly(scale)],
    ['a bad image fails, and it is said why', quietly(fails)],
    ['it is rolled back', quietly(rollBack)],
    ['the team page tells of it', quietly(team)],
    ['so do the figures of delivery', quietly(delivery)],
  );
} finally {
  await portal.close();
}
steps.close();

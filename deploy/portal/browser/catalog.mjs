// Every filter of the catalog's list, each against what the API counts; then a component of a repository is registered.
//   node catalog.mjs --base http://localhost:7007      the repository is one that main-job has made
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertAccessible } from './lib/axe.mjs';
import { clone, program } from './lib/checkout.mjs';
import { enter, person } from './lib/people.mjs';
import { openPortal } from './lib/portal.mjs';
import { sidebar } from './lib/stops.mjs';
import { eventually, getJson, options, token } from './lib/service.mjs';
import { Steps } from './lib/steps.mjs';

const given = options({ base: 'http://localhost:7007', quick: false, as: '', provider: '' });
const { base } = given;
const who = person(given);
const steps = new Steps();
const portal = await openPortal(base, `catalog${who.album}`, who);
const { page } = portal;
const table = page.getByRole('table');

const query = filter => getJson(base, `/api/catalog/entities/by-query?limit=200&filter=${filter}`);
/** The values of a field, the most frequent that does not stand in all of them first. */
async function values(field, kind) {
  const { facets } = await getJson(base, `/api/catalog/entity-facets?facet=${field}&filter=kind=${kind}`);
  return facets[field].sort((a, b) => b.count - a.count).map(({ value }) => value);
}

const list = (kind, user = 'all') => portal.go(`/catalog?filters[kind]=${kind}&filters[user]=${user}`);

/** The heading counts what the API counts, and the table has the first of them. */
async function shows(filter, name) {
  const { totalItems, items } = await query(filter);
  await page.getByRole('heading', { name: new RegExp(`\\(${totalItems}\\)$`) }).last().waitFor();
  const names = items.map(({ metadata }) => metadata.title ?? metadata.name).sort((a, b) => a.localeCompare(b));
  for (const each of name ? [name] : names.slice(0, 1)) {
    await table.getByText(each, { exact: true }).first().waitFor();
  }
  await page.waitForLoadState('networkidle');
  return totalItems;
}

/** A row that the list does not have any more, or will not: it still shows what it had while it asks for what it shall have. */
const gone = name => eventually(`no ${name} in the list`, 60_000, async () => (await table.getByRole('link', { name, exact: true }).count()) === 0);

/** Chooses in one of the boxes beside the list. */
async function pick(label, option) {
  await page.waitForLoadState('networkidle');
  await page.getByRole('textbox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).first().click();
  await page.keyboard.press('Escape');
}

/**
 * The same, and sees it in the address, so that it can be sent to others. While the page still works out what the address says, it forgets what
 * is chosen meanwhile; then it is chosen again.
 *
 * @param value what the address then says
 */
async function choose(label, option, value = option) {
  await eventually(`${label} ${option} in the address`, 60_000, async () => {
    await pick(label, option);
    return page.waitForURL(({ searchParams }) => [...searchParams.values()].includes(value), { timeout: 10_000 }).then(() => true, () => false);
  });
}

async function byKind() {
  await list('component');
  await page.getByLabel('Kind', { exact: true }).or(page.getByTestId('select').first()).first().click();
  await page.getByRole('option', { name: 'API', exact: true }).click();
  await shows('kind=api');
  assert.match(page.url(), /filters(%5B|\[)kind(%5D|\])=api/i);
  await portal.picture('by-kind');
}

async function byType() {
  const [type] = (await values('spec.type', 'component')).slice(-1);
  await list('component');
  await page.getByTestId('select').nth(1).click();
  await page.getByRole('option', { name: type, exact: true }).click();
  const all = (await query('kind=component')).totalItems;
  assert.ok((await shows(`kind=component,spec.type=${type}`)) < all);
  await portal.picture('by-type');
}

async function byOwner() {
  await list('component');
  await choose('Owner', 'Team Orders', 'group:default/team-orders');
  await shows('kind=component,relations.ownedBy=group:default/team-orders', 'Cart');
  await gone('Storefront gateway');
  await portal.picture('by-owner');
}

async function byField(label, field, kind, name) {
  const chosen = (await values(field, kind)).at(-1);
  await list(kind);
  await choose(label, chosen);
  await shows(`kind=${kind},${field}=${chosen}`);
  await portal.picture(name);
  const address = page.url();
  await portal.go('/');
  await page.goto(address);
  await shows(`kind=${kind},${field}=${chosen}`);
}

/** Of the example nothing is left alone, so the list is empty and says so. */
async function byProcessingStatus() {
  await list('component');
  await pick('Processing Status', 'Is Orphan');
  const { totalItems } = await query('kind=component,metadata.annotations.backstage.io/orphan=true');
  await page.getByRole('heading', { name: new RegExp(`\\(${totalItems}\\)$`) }).last().waitFor();
  assert.equal(totalItems, 0);
  await page.getByText('No records to display').waitFor();
  await portal.picture('empty');
  await assertAccessible(page, { known: ['nested-interactive', sidebar] });
}

async function byText() {
  await list('component');
  await page.getByRole('textbox', { name: 'Search' }).fill('gateway');
  await page.getByRole('heading', { name: /\(1\)$/ }).last().waitFor();
  await table.getByRole('link', { name: 'Storefront gateway', exact: true }).waitFor();
  await portal.picture('by-text');
}

/**
 * What one's team owns, and what one has starred. A list that is opened before the portal knows what one has starred goes over to all
 * components; then starred ones are chosen again.
 */
async function byPerson() {
  await portal.go('/catalog/default/component/pricing');
  await page.getByRole('button', { name: /add to favorites/i }).first().click();
  await page.getByRole('button', { name: /remove from favorites/i }).first().waitFor();
  await page.waitForLoadState('networkidle');
  await list('component', 'starred');
  await table.getByRole('link', { name: 'Pricing', exact: true }).waitFor();
  await eventually('nothing but what is starred', 60_000, async () => {
    await page.waitForLoadState('networkidle');
    if ((await table.getByRole('link', { name: 'Cart', exact: true }).count()) === 0) {
      return true;
    }
    await page.getByRole('menuitem', { name: /^Starred/ }).click();
    return false;
  });
  await table.getByRole('link', { name: 'Pricing', exact: true }).waitFor();
  await portal.picture('starred');
  await page.getByRole('menuitem', { name: /^Owned/ }).click();
  await table.getByRole('link', { name: who.owns, exact: true }).waitFor();
  await gone('Pricing');
  await portal.go('/catalog/default/component/pricing');
  await page.getByRole('button', { name: /remove from favorites/i }).first().click();
  await page.getByRole('button', { name: /add to favorites/i }).first().waitFor();
  await page.waitForLoadState('networkidle');
}

/** By what the first row leads to: its text changes once the page knows the titles of what it names. */
async function throughThePages() {
  const { totalItems } = await query('kind=component');
  await list('component');
  await shows('kind=component');
  const leadsTo = () => table.getByRole('row').nth(1).getByRole('link').first().getAttribute('href');
  const first = await leadsTo();
  await page.getByRole('button', { name: 'Next Page' }).first().click();
  await eventually('other rows', 60_000, async () => (await leadsTo()) !== first);
  await page.getByRole('heading', { name: new RegExp(`\\(${totalItems}\\)$`) }).last().waitFor();
  await page.getByRole('button', { name: 'Previous Page' }).first().click();
  await eventually('the first rows again', 60_000, async () => (await leadsTo()) === first);
}

/** Deeper, without a kind, around another entity, and on to its page; all but the last stands in the address. */
async function followTheGraph() {
  const nodes = page.getByTestId('node');
  const node = name => nodes.filter({ has: page.getByText(name, { exact: true }) }).first();
  await portal.go('/catalog-graph?rootEntityRefs[]=component:default/cart&maxDepth=1');
  await node('Cart').waitFor();
  await node('Team Orders').waitFor();
  await page.waitForLoadState('networkidle');
  const near = await nodes.count();
  await page.getByRole('spinbutton').fill('2');
  await page.waitForURL(/maxDepth=2/);
  await eventually('more nodes', 60_000, async () => (await nodes.count()) > near);
  await page.waitForLoadState('networkidle');
  await portal.picture('graph-deeper');
  await page.getByTestId('selected-kinds-expand').click();
  await page.getByRole('option', { name: 'Group' }).click();
  await page.keyboard.press('Escape');
  await node('Team Orders').waitFor({ state: 'detached' });
  await portal.picture('graph-without-groups');
  // The graph still moves into its place, and a click on what moves is taken for the begin of a drag.
  await eventually('the graph around another entity', 60_000, async () => {
    await node('Ordering').click();
    const around = /rootEntityRefs(%5B%5D|\[\])=system(%3A|:)default(%2F|\/)ordering/;
    return page.waitForURL(around, { timeout: 10_000 }).then(() => true, () => false);
  });
  await page.waitForLoadState('networkidle');
  await portal.picture('graph-around-another');
  await node('Cart').click({ modifiers: ['Shift'] });
  await page.waitForURL('**/catalog/default/component/cart');
  await page.getByRole('heading', { name: 'Cart' }).first().waitFor();
}

/** Only with waiting/app-config.yaml, since the example has none of this kind. */
async function openTheAiResource() {
  await list('airesource');
  await table.getByRole('link', { name: 'Plain words' }).click();
  await page.waitForURL('**/catalog/default/airesource/plain-words');
  await page.getByText('How a tool that writes for us has to write').first().waitFor();
  await page.getByRole('link', { name: 'Team Orders' }).first().waitFor();
  await portal.picture('ai-resource');
  await assertAccessible(page, { known: [sidebar] });
}

const made = {};

const descriptor = description => ({
  apiVersion: 'backstage.io/v1alpha1', kind: 'Component', metadata: { name: made.name, description }, spec: { type: 'library', lifecycle: 'experimental', owner: who.member },
});

async function push(description, message) {
  await writeFile(join(made.folder, `${made.name}.yaml`), JSON.stringify(descriptor(description)));
  await program(made.folder, 1, 'git', 'add', '.');
  await program(made.folder, 1, 'git', '-c', 'user.name=Guest', '-c', 'user.email=guest@fernwick.example', 'commit', '-qm', message);
  await program(made.folder, 1, 'git', '-c', `http.extraHeader=Authorization: Bearer ${await token(base)}`, 'push', '-q', 'origin', 'HEAD:main');
}

/** Somebody has a repository, and a descriptor in it that the catalog does not know yet. */
async function pushADescriptor() {
  const locations = await getJson(base, '/api/catalog/locations');
  const known = locations.map(({ data }) => data.target).find(target => target.includes(`/git/${who.team}/`));
  assert.ok(known, 'expected a location that main-job has registered');
  const [, repository] = /^(.+)\/src\/branch\//.exec(known);
  made.name = `stem-${Date.now().toString(36)}`;
  made.target = known.replace(/[^/]+$/, `${made.name}.yaml`);
  made.folder = await clone(repository, made.name);
  await push('It grows', 'One more');
}

/** What can't be read is said on the form, in words that help. */
async function refuseToRegister() {
  await portal.go('/catalog-import');
  await page.getByRole('textbox', { name: /URL/ }).fill(`${made.target.replace(/[^/]+$/, 'not-there.yaml')}`);
  portal.tolerate(`POST ${base}/api/catalog/locations?dryRun=true answered 4`);
  portal.tolerate(`POST ${base}/api/catalog/analyze-location answered 4`);
  await page.getByRole('button', { name: 'Analyze' }).click();
  await page.getByText(/not-there\.yaml/).last().waitFor();
  await portal.picture('refused');
}

async function register() {
  await portal.go('/catalog-import');
  await page.getByRole('textbox', { name: /URL/ }).fill(made.target);
  await page.getByRole('button', { name: 'Analyze' }).click();
  await page.getByText('Review').first().waitFor();
  await page.getByText(made.name).first().waitFor();
  await portal.picture('analyzed');
  await page.getByRole('button', { name: 'Import' }).click();
  await page.getByRole('button', { name: /Register another|View Component/i }).or(page.getByText(/have been added to the catalog/i)).first().waitFor();
  await portal.picture('registered');
  await eventually('it in the catalog', 60_000, async () => (await query(`kind=component,metadata.name=${made.name}`)).totalItems === 1);
  await portal.go(`/catalog/default/component/${made.name}`);
  await page.getByRole('heading', { name: made.name }).first().waitFor();
}

/** What was pushed is read when its owner asks for it, and the history shows what it has changed. */
async function seeItsHistory() {
  await push('It has grown', 'What has become of it');
  await page.getByTitle('Schedule entity refresh').click();
  const at = `/api/catalog/entities/by-name/component/default/${made.name}`;
  await eventually('the other description', 60_000, async () => (await getJson(base, at)).metadata.description === 'It has grown');
  await portal.go(`/catalog/default/component/${made.name}/history`);
  const versions = page.getByRole('list', { name: /^Versions/ }).getByRole('button');
  await versions.nth(1).waitFor();
  const differences = page.getByRole('list', { name: /^Differences from version/ });
  await differences.getByText(/description.*It has grown/).first().waitFor();
  await portal.picture('history');
  await assertAccessible(page, { within: '.br' });
  await versions.last().click();
  await page.getByText('The first version that is kept').waitFor();
  await portal.picture('first-version');
}

/** Its owners take back what they have registered, in the dialog that Backstage has for that. */
async function unregister() {
  await portal.go(`/catalog/default/component/${made.name}`);
  await page.getByRole('heading', { name: made.name }).first().waitFor();
  // What the page still asks about it would be refused once it is gone.
  await page.waitForLoadState('networkidle');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: /Unregister/ }).click();
  // By its name, since the menu is a dialog too and takes a moment to go.
  const dialog = page.getByRole('dialog', { name: /^Are you sure you want to unregister/ });
  await dialog.getByText(made.target).waitFor();
  await portal.picture('unregister');
  await dialog.getByRole('button', { name: 'Unregister Location' }).click();
  await dialog.waitFor({ state: 'detached' });
  await eventually('it gone from the catalog', 60_000, async () => (await query(`kind=component,metadata.name=${made.name}`)).totalItems === 0);
  portal.tolerate(`GET ${base}/api/catalog/entities/by-name/component/default/${made.name} answered 404`);
}

console.log(`The catalog of ${base}`);
const quietly = run => async () => {
  try {
    await run();
    await page.waitForLoadState('networkidle');
    portal.assertQuiet();
  } catch (error) {
    await portal.picture('failed');
    throw error;
  } finally {
    portal.complaints.length = 0;
  }
};
try {
  await steps.step(`${who.login || 'a guest'} signs in`, async () => {
    await portal.go('/');
    await enter(portal, who);
  });
  for (const [name, run] of [
    ['by kind', byKind],
    ['by type', byType],
    ['by owner', byOwner],
    ['by lifecycle', () => byField('Lifecycle', 'spec.lifecycle', 'component', 'by-lifecycle')],
    ['by tag', () => byField('Tags', 'metadata.tags', 'component', 'by-tag')],
    ['by namespace', () => byField('Namespace', 'metadata.namespace', 'resource', 'by-namespace')],
    ['by processing status, where nothing is left', byProcessingStatus],
    ['by a text', byText],
    ['by what is mine and what I starred', byPerson],
  ]) {
    await steps.step(`the list is filtered ${name}`, quietly(run));
  }
  await steps.step('the list goes on and back', quietly(throughThePages));
  await steps.step('the graph of relations is followed', quietly(followTheGraph));
  if ((await query('kind=airesource')).totalItems > 0) {
    await steps.step('an AI resource has its page', quietly(openTheAiResource));
  }
  await steps.chain(
    () => {},
    ['a descriptor is pushed to a repository', pushADescriptor],
    ['a file that is not there is refused', quietly(refuseToRegister)],
    ['it is registered as an existing component', quietly(register)],
    ['a change of it shows in its history', quietly(seeItsHistory)],
    ['its owners unregister it', quietly(unregister)],
  );
} finally {
  await portal.close();
}
steps.close();

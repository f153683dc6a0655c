// The main job as a newcomer does it: sign in, look around, create a service from the golden path, find it, clone it, build it.
//   node main-job.mjs --base http://localhost:7007 [--quick]       --quick leaves out the Maven build of the new service
//   … --provider URL --as LOGIN      somebody with an account does it, and not a guest
import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { assertAccessible } from './lib/axe.mjs';
import { clone, program } from './lib/checkout.mjs';
import { enter, person } from './lib/people.mjs';
import { openPortal } from './lib/portal.mjs';
import { eventually, getJson, options } from './lib/service.mjs';
import { log, sidebar as sidebarFault, tabs } from './lib/stops.mjs';
import { Steps } from './lib/steps.mjs';

const given = options({ base: 'http://localhost:7007', quick: false, as: '', provider: '' });
const { base, quick } = given;
const who = person(given);
const wish = {
  name: `leaf-${Date.now().toString(36)}`,
  description: 'Counts the leaves of the plants that we sell',
  owner: { ref: `group:default/${who.team}`, title: who.title },
  system: who.system,
};
const entityPath = `/api/catalog/entities/by-name/component/default/${wish.name}`;

const steps = new Steps();
const portal = await openPortal(base, `main-job${who.album}`, who);
const { page } = portal;
const made = {};

const sidebar = name => page.getByTestId('sidebar-root').getByRole('link', { name, exact: true });

/** A picture, and what axe finds serious beside what is known of Backstage's own parts. */
async function pictureAndAxe(name, known = []) {
  await portal.picture(name);
  await assertAccessible(page, { known: [...known, ...tabs, sidebarFault] });
}

async function signIn() {
  await portal.go('/');
  await page.getByRole('button', { name: 'Enter' }).waitFor();
  await portal.picture('sign-in');
  await enter(portal, who);
  const [{ data }] = JSON.parse(await page.locator('script[type="backstage.io/config"]').textContent());
  assert.ok((await page.title()).includes(data.app.title), `expected "${data.app.title}" in the title "${await page.title()}"`);
  await page.getByTestId('sidebar-root').getByRole('img', { name: 'Buildrun' }).waitFor();
}

/** The list starts with what the guest owns, and only when that is there can another be chosen. */
async function seeAll() {
  await page.getByRole('heading', { name: /Components \(\d+\)/ }).last().waitFor();
  await page.getByRole('menuitem', { name: /^All \d+/ }).click();
}

async function seeComponents() {
  const { totalItems, items } = await getJson(
    base,
    '/api/catalog/entities/by-query?filter=kind=component&orderField=metadata.name,asc&limit=3',
  );
  assert.ok(totalItems > 10, `expected the example's components, found ${totalItems}`);
  await sidebar('Catalog').click();
  await seeAll();
  await page.getByRole('heading', { name: `All Components (${totalItems})` }).last().waitFor();
  for (const { metadata } of items) {
    await page.getByRole('table').getByRole('link', { name: metadata.title ?? metadata.name, exact: true }).waitFor();
  }
  await portal.picture('catalog');
}

async function chooseTemplate() {
  await sidebar('Create').click();
  const card = page.locator('article article, [class*="MuiCard-root"]').filter({ hasText: 'Java service' }).last();
  await card.getByRole('button', { name: 'Choose' }).first().waitFor();
  await portal.picture('templates');
  await card.getByRole('button', { name: 'Choose' }).first().click();
  await page.getByRole('textbox', { name: 'Name' }).waitFor();
}

/** Picks from one of the form's entity pickers what a person sees there. */
async function pick(label, title) {
  await page.getByRole('textbox', { name: label }).click();
  await page.getByRole('textbox', { name: label }).fill(title);
  await page.getByRole('option', { name: title }).first().click();
}

async function fillTheForm() {
  await page.getByRole('textbox', { name: 'Description' }).fill(wish.description);
  await pick('Owner', wish.owner.title);
  await pick('System', wish.system.title);
  await page.getByRole('textbox', { name: 'Name' }).fill('Not A Name');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText(/must match pattern/).first().waitFor();
  portal.tolerate('console: Form validation failed');
  // The red that Backstage's forms say a fault in is too pale.
  await pictureAndAxe('form-refused', ['color-contrast']);

  await page.getByRole('textbox', { name: 'Name' }).fill(wish.name);
  await pictureAndAxe('form');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('textbox', { name: 'Java package' }).waitFor();
  assert.equal(await page.getByLabel('Port').inputValue(), '8080');
  await pictureAndAxe('form-second-page');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('checkbox', { name: 'PostgreSQL database' }).check();
  await pictureAndAxe('form-services');
  await page.getByRole('button', { name: 'Review' }).click();
}

async function reviewAndCreate() {
  for (const value of [wish.name, wish.description, wish.owner.ref, wish.system.ref]) {
    await page.getByRole('cell', { name: value, exact: true }).waitFor();
  }
  await pictureAndAxe('review');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.waitForURL(/\/create\/tasks\/[0-9a-f-]+$/);
  made.task = page.url().split('/').pop();
}

async function watchTheLog() {
  await page.getByRole('button', { name: 'Show Logs' }).click();
  await portal.picture('task-running');
  // Both appear when the stream has brought the completion event, and not before.
  const catalogLink = page.getByRole('link', { name: 'Open in catalog' });
  await catalogLink.waitFor({ timeout: 120_000 });
  await portal.picture('task-done');
  await page.getByRole('textbox', { name: 'Search' }).last().scrollIntoViewIfNeeded();
  await pictureAndAxe('task-log', log);
  const task = await getJson(base, `/api/scaffolder/v2/tasks/${made.task}`);
  assert.equal(task.status, 'completed');
  const shown = await page.locator('body').innerText();
  for (const { name } of task.spec.steps) {
    assert.ok(shown.includes(name), `expected the step "${name}" on the page`);
  }
  await readTheEndOfTheLog();
  made.repository = await page.getByRole('link', { name: 'Repository' }).getAttribute('href');
}

/** The log holds only the lines in view, and goes to its end before it has its height, so that the end may be below. */
async function readTheEndOfTheLog() {
  const line = page.locator('a[role=row]').last();
  await eventually("the last step's message in the log", 20_000, async () => {
    await line.hover();
    await page.mouse.wheel(0, 10_000);
    return (await page.locator('body').innerText()).includes(`${wish.name} is ready`);
  });
}

async function openTheComponent() {
  await page.getByRole('link', { name: 'Open in catalog' }).click();
  await page.waitForURL(`**/catalog/default/component/${wish.name}`);
  // Registered is not yet processed: who follows the link at once may have to load the page again.
  portal.tolerate(`GET ${base}${entityPath} answered 404`);
  const description = page.getByText(wish.description).first();
  await eventually('the new component in the catalog', 60_000, async () => {
    const isThere = await description.waitFor({ timeout: 3_000 }).then(() => true, () => false);
    return isThere || void (await page.reload());
  });
  await page.getByRole('heading', { name: wish.name }).first().waitFor();
  await page.getByRole('link', { name: wish.owner.title }).first().waitFor();
  await portal.picture('component');
}

async function seeTheOwner() {
  await page.getByRole('link', { name: wish.owner.title }).first().click();
  await page.waitForURL(`**/catalog/default/group/${who.team}`);
  await page.getByRole('heading', { name: wish.owner.title }).first().waitFor();
  await portal.picture('owner');
}

async function cloneIt() {
  made.directory = await clone(made.repository, wish.name);
  const commits = await program(made.directory, 1, 'git', 'log', '--format=%s', 'main');
  assert.equal(commits.trim().split('\n').length, 1, `expected one commit, found\n${commits}`);
  // The service, then its database and its namespaces.
  const documents = parseAllDocuments(await readFile(join(made.directory, 'catalog-info.yaml'), 'utf8'));
  made.descriptor = documents[0].toJS();
  assert.ok(documents.length > 2, `expected the service with what the platform gives it, found ${documents.length} entities`);
  assert.equal(made.descriptor.metadata.name, wish.name);
}

async function buildIt() {
  await program(made.directory, 15, 'mvn', '-B', '-ntp', '-q', 'verify');
  await access(join(made.directory, 'target', `${wish.name}.jar`));
}

async function catalogAgrees() {
  const entity = await getJson(base, entityPath);
  const targets = type => entity.relations.filter(relation => relation.type === type).map(relation => relation.targetRef);
  assert.equal(entity.kind, 'Component');
  assert.equal(entity.metadata.description, wish.description);
  // As in Backstage, lists of references come back in their own order.
  assert.deepEqual({ ...entity.spec, dependsOn: [...entity.spec.dependsOn].sort() }, {
    ...made.descriptor.spec, dependsOn: [...made.descriptor.spec.dependsOn].sort(),
  });
  assert.deepEqual(entity.metadata.tags, made.descriptor.metadata.tags);
  assert.deepEqual(targets('ownedBy'), [wish.owner.ref]);
  assert.deepEqual(targets('partOf'), [wish.system.ref]);
  for (const [name, value] of Object.entries(made.descriptor.metadata.annotations)) {
    assert.equal(entity.metadata.annotations[name], value, `annotation ${name}`);
  }
  const owner = await getJson(base, `/api/catalog/entities/by-name/group/default/${who.team}`);
  assert.ok(
    owner.relations.some(({ type, targetRef }) => type === 'ownerOf' && targetRef === `component:default/${wish.name}`),
    'expected the team to be ownerOf the new component',
  );
}

async function isListed() {
  await sidebar('Catalog').click();
  await seeAll();
  await page.getByRole('textbox', { name: 'Search' }).fill(wish.name);
  await page.getByRole('table').getByRole('link', { name: wish.name, exact: true }).waitFor();
  await portal.picture('catalog-with-the-new-component');
}

console.log(`The main job on ${base}, creating ${wish.name}`);
try {
  await steps.chain(
    failure => portal.picture(failure),
    [`${who.login || 'a guest'} signs in`, signIn],
    ['the example components are there', seeComponents],
    ['Create offers the Java service', chooseTemplate],
    ['the form refuses a bad name and takes a good one', fillTheForm],
    ['the review shows what was entered', reviewAndCreate],
    ['the task runs to its end with its log on the page', watchTheLog],
    ['the link leads to the new component', openTheComponent],
    ['the component shows its owner', seeTheOwner],
    ['the catalog lists it', isListed],
    ['git clones its repository', cloneIt],
    ...(quick ? [] : [['mvn verify builds it', buildIt]]),
    ['the catalog API agrees with the repository', catalogAgrees],
  );
  await steps.step('the browser had nothing to complain about', () => portal.assertQuiet());
} finally {
  await portal.close();
}
steps.close();

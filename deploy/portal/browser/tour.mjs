// Opens every page that the sidebar and the example lead to, and fails when one of them makes the browser complain.
//   node tour.mjs --base http://localhost:7007
import { openPortal } from './lib/portal.mjs';
import { options } from './lib/service.mjs';
import { Steps } from './lib/steps.mjs';

const { base } = options({ base: 'http://localhost:7007', quick: false });
const steps = new Steps();
const portal = await openPortal(base, 'tour');
const { page } = portal;

// what one looks at, its path, something that is there only when the page has its data
const stops = [
  ['the catalog of systems', '/catalog?filters[kind]=system&filters[user]=all', () => page.getByRole('link', { name: 'Ordering' })],
  ['the APIs', '/api-docs', () => page.getByRole('link', { name: 'Accounts API' })],
  ['a component', '/catalog/default/component/cart', () => page.getByText('Remembers what a visitor wants to buy')],
  ['the APIs of a component', '/catalog/default/component/storefront-gateway/apis', () => page.getByText('Storefront GraphQL')],
  ['the definition of an API', '/catalog/default/api/storefront-graphql/definition', () => page.getByText('Root Types')],
  ['an OpenAPI definition', '/catalog/default/api/accounts-api/definition', () => page.getByText('One account')],
  ['a system', '/catalog/default/system/ordering', () => page.getByRole('link', { name: 'Cart' })],
  ['a domain', '/catalog/default/domain/selling', () => page.getByText('Turn a full cart into a paid order')],
  ['a resource', '/catalog/default/resource/accounts-db', () => page.getByText('Accounts, encrypted at rest')],
  ['a team', '/catalog/default/group/team-orders', () => page.getByRole('heading', { name: /members \(4 of 4\)/ })],
  ['a person', '/catalog/default/user/mira.lindholm', () => page.getByText('mira.lindholm@fernwick.example')],
  ['the platform contract', '/catalog/platform/api/platform-contract-v1', () => page.getByRole('heading', { level: 1 })],
  ['a template', '/catalog/default/template/java-service', () => page.getByText('A small HTTP service in Java 25')],
  ['the relations of a component', '/catalog-graph?rootEntityRefs[]=component:default/cart', () => page.getByText('Team Orders')],
  ['the form that registers', '/catalog-import', () => page.getByRole('button', { name: 'Analyze' })],
  ['the templates', '/create', () => page.getByText('Node service')],
  ['the tasks', '/create/tasks', () => page.getByText('Java service')],
  ['the actions', '/create/actions', () => page.getByText('fetch:template')],
  ['the templating extensions', '/create/templating-extensions', () => page.getByText('parseRepoUrl')],
  ['the editor of forms', '/create/edit/template-form', () => page.getByText('Edit the template parameters below')],
  ['the explorer of fields', '/create/edit/custom-fields', () => page.getByText('Field Options')],
  ['the settings', '/settings', () => page.getByText('User Entity')],
];

/** Turns the star of a component over, and finds it so from another browser; then turns it back. */
async function starStays() {
  const [mark, unmark] = [/add to favorites/i, /remove from favorites/i];
  await portal.go('/catalog/default/component/cart');
  const star = page.getByRole('button', { name: /favorites/i }).first();
  await star.waitFor();
  await page.waitForLoadState('networkidle');
  const [before, after] = mark.test(await star.getAttribute('aria-label')) ? [mark, unmark] : [unmark, mark];
  await star.click();
  await page.getByRole('button', { name: after }).first().waitFor();
  await page.waitForLoadState('networkidle');
  const other = await openPortal(base, 'tour-elsewhere');
  try {
    await other.go('/catalog/default/component/cart');
    await other.enterAsGuest();
    await other.page.getByRole('button', { name: after }).first().waitFor();
    await other.picture('the-same-star');
    other.assertQuiet();
  } finally {
    await other.close();
  }
  await page.getByRole('button', { name: after }).first().click();
  await page.getByRole('button', { name: before }).first().waitFor();
  portal.assertQuiet();
}

console.log(`A tour of ${base}`);
try {
  await steps.step('a guest signs in', async () => {
    await portal.go('/');
    await portal.enterAsGuest();
  });
  for (const [name, path, sign] of stops) {
    await steps.step(name, async () => {
      await portal.go(path);
      await sign().first().waitFor();
      await page.waitForLoadState('networkidle');
      await portal.picture(name.replaceAll(' ', '-'));
      portal.assertQuiet();
      portal.complaints.length = 0;
    });
    portal.complaints.length = 0;
  }
  await steps.step('a star stays with the user, not with the browser', starStays);
} finally {
  await portal.close();
}
steps.close();

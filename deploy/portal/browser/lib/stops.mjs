// The pages of the portal that are Backstage's: where they are, what is there only when the page has its data, and which rules of axe
// Backstage's own parts break there, so that only what we or a new release bring is told.

/**
 * Headings of tables that are buttons around buttons; tabs that point at panels which are not there; template cards with a link without a text;
 * viewers of API definitions with pale words and with buttons in buttons; the editor of code; items of a list that stand in none. The explorer
 * of fields begins with whichever field comes first, of which some have a select without a name.
 */
const [table, cards] = [['nested-interactive'], ['link-name', 'nested-interactive']];
export const tabs = ['aria-valid-attr-value'];
const definition = ['color-contrast', 'nested-interactive', 'link-in-text-block', 'scrollable-region-focusable'];
export const editor = [...tabs, 'aria-input-field-name', 'color-contrast', 'scrollable-region-focusable'];
/** Lines of a task's log, which are rows without a table, and the bar above. */
export const log = ['aria-progressbar-name', 'aria-required-children', 'aria-required-parent', 'button-name', 'color-contrast'];
const found = ['color-contrast', 'listitem'];
/** Words of the second rank, which are too pale in the dark. */
const pale = ['color-contrast'];

/** In the sidebar the number of notifications, which is not in the name of their link. */
export const sidebar = 'label-content-name-mismatch';

export const cart = '/catalog/default/component/cart';
export const team = '/catalog/default/group/team-orders';

const list = [
  ['the catalog of systems', '/catalog?filters[kind]=system&filters[user]=all', page => page.getByRole('link', { name: 'Ordering' }), table],
  ['the catalog of locations', '/catalog?filters[kind]=location&filters[user]=all', page => page.getByRole('link', { name: /^generated-/ }), table],
  ['the APIs', '/api-docs', page => page.getByRole('link', { name: 'Accounts API' }), table],
  ['a component', cart, page => page.getByText('Remembers what a visitor wants to buy'), []],
  ['the APIs of a component', '/catalog/default/component/storefront-gateway/apis', page => page.getByText('Storefront GraphQL'), []],
  ['a location', '/catalog/default/location/fernwick', page => page.getByText('Fernwick, an invented web shop'), []],
  ['an API', '/catalog/default/api/accounts-api', page => page.getByRole('link', { name: 'Accounts', exact: true }), definition],
  ['a GraphQL definition', '/catalog/default/api/storefront-graphql/definition', page => page.getByText('Root Types'), definition],
  ['an OpenAPI definition', '/catalog/default/api/accounts-api/definition', page => page.getByText('One account'), definition],
  ['an AsyncAPI definition', '/catalog/default/api/order-events/definition', page => page.getByText('Operations').first(), definition],
  ['a system', '/catalog/default/system/ordering', page => page.getByRole('link', { name: 'Cart' }), []],
  ['a domain', '/catalog/default/domain/selling', page => page.getByText('Turn a full cart into a paid order'), []],
  ['a resource', '/catalog/default/resource/accounts-db', page => page.getByText('Accounts, encrypted at rest'), []],
  ['a team', '/catalog/default/group/team-orders', page => page.getByRole('heading', { name: /members \(4 of 4\)/ }), pale],
  ['a person', '/catalog/default/user/mira.lindholm', page => page.getByText('mira.lindholm@fernwick.example'), pale],
  ['the platform contract', '/catalog/platform/api/platform-contract-v1', page => page.getByRole('heading', { level: 1 }), definition],
  ['a template', '/catalog/default/template/java-service', page => page.getByText('A small HTTP service in Java 25'), []],
  ['an entity that is not there', '/catalog/default/component/nowhere', page => page.getByText(/not found/i), []],
  ['a page that is not there', '/nowhere', page => page.getByText(/404|not found/i), []],
  ['the relations of a component', '/catalog-graph?rootEntityRefs[]=component:default/cart', page => page.getByText('Team Orders'), ['label']],
  ['the form that registers', '/catalog-import', page => page.getByRole('button', { name: 'Analyze' }), []],
  ['the templates', '/create', page => page.getByText('Node service'), [...tabs, ...cards]],
  ['the tasks', '/create/tasks', page => page.getByText('Task ID'), [...tabs, ...table]],
  ['the actions', '/create/actions', page => page.getByText('fetch:template'), tabs],
  ['the templating extensions', '/create/templating-extensions', page => page.getByText('parseRepoUrl'), [...tabs, ...pale, 'link-name']],
  ['the editor of templates', '/create/edit', page => page.getByText('Load Template Directory'), tabs],
  ['the editor of forms', '/create/edit/template-form', page => page.getByText('Edit the template parameters below'), editor],
  ['the explorer of fields', '/create/edit/custom-fields', page => page.getByText('Field Options'), [...editor, 'select-name']],
  ['what the search finds', '/search?query=cart', page => page.getByRole('link', { name: /Cart/ }), found],
  ['what the search does not find', '/search?query=xylophone', page => page.getByText(/no results/i), []],
  ['the notifications', '/notifications', page => page.getByRole('heading', { name: /Notifications/ }), [...table, ...pale, 'aria-command-name']],
  ['the settings', '/settings', page => page.getByText('User Entity'), tabs],
  ['the settings of notifications', '/settings/notifications', page => page.getByText(/Origin/i), [...tabs, 'label']],
  ['the parts of the app', '/visualizer/tree', page => page.getByText('app/routes'), tabs],
  ['the parts of the app in detail', '/visualizer/details', page => page.getByText('app/routes'), tabs],
  ['the parts of the app as text', '/visualizer/text', page => page.getByText('app/routes'), tabs],
];

export const stops = list.map(([name, path, sign, known]) => ({ name, path, sign, known }));

/** Opens a page, waits until it shows its data, and fails where the browser had something to complain about. */
export async function lookAt(portal, { path, sign }) {
  const { base, page } = portal;
  portal.complaints.length = 0;
  portal.tolerate(`GET ${base}/api/catalog/entities/by-name/component/default/nowhere answered 404`);
  await portal.go(path);
  await sign(page).first().waitFor();
  await page.waitForLoadState('networkidle');
  portal.assertQuiet();
}

/** The pages of Build-Run teams: what one looks at, its path, something that is there only when the page has its data. */
export const buildRunStops = [
  ['the team page', `${team}/team`, page => page.getByRole('region', { name: 'Services of this team' }).getByRole('link', { name: 'Cart' })],
  ['the environments of a service', `${cart}/environments`, page => page.getByRole('heading', { level: 2, name: 'dev' })],
  ['the bindings of a service', `${cart}/bindings`, page => page.getByRole('heading', { level: 2, name: 'Bindings' })],
  ['the conformance of a service', `${cart}/conformance`, page => page.getByRole('region', { name: 'Results by rule' }).getByText('BR-01').first()],
  ['the history of a service', `${cart}/history`, page => page.getByRole('list', { name: /Versions/ }).getByRole('button').first()],
  ['the alerts of a service', `${cart}/alerts`, page => page.getByRole('heading', { level: 2, name: 'Firing' })],
  ['the alerts of a team', `${team}/alerts`, page => page.getByRole('heading', { level: 2, name: 'Resolved' })],
  ['the alerts of others', '/catalog/default/component/payments/alerts', page => page.getByText('These alerts are not yours to see')],
  ['the impact of a service', `${cart}/impact`, page => page.getByRole('group', { name: /^Graph of/ }).getByRole('link', { name: /^Cart API/ })],
  ['the contracts of the platform', '/platform/contracts', page => page.getByRole('region', { name: /Services that rely on/ }).getByRole('link', { name: 'Cart' })],
  ['the offerings of the platform', '/platform/offerings', page => page.getByRole('region', { name: 'Offerings of the platform' }).getByRole('link').first()],
  ['the radar of the platform', '/platform/radar', page => page.getByRole('region', { name: 'Technologies in use' }).getByRole('row').nth(1)],
  ['the delivery of all teams', '/platform/delivery', page => page.getByText('Lead time for changes')],
  ['the waivers of all teams', '/platform/waivers', page => page.getByRole('heading', { level: 2, name: 'Open waivers' })],
  ['the approvals', '/approvals', page => page.getByRole('heading', { level: 2, name: 'Tasks that wait' })],
];

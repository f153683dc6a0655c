// Tokens across the two: people and plugins of the front door come to Buildrun, and the other way round.
import assert from 'node:assert/strict';
import { eventually } from '../../portal/browser/lib/service.mjs';
import { signed, strangeKey, unsigned } from './keys.mjs';
import { ask, expect } from './people.mjs';

const OWNED = 'component:default/checkout';
const FOREIGN = 'component:default/card-adapter';
const GUEST = 'user:development/guest';
const TEAM = 'group:default/team-orders';
const VISITOR = 'user:default/visitor';
const HELD_BACK = 'user:default/held-back';
const LIMITED_USER = 'user:default/limited';
const INDEXING_MILLISECONDS = 60_000;
const TELLING_MILLISECONDS = 60_000;

/** @param world `{ door, buildrun, people, key }`: the two base URLs, who signs in, and the private key of sign-in */
export function tokenSteps(world) {
  const { door, buildrun, people, key } = world;
  const catalog = `${buildrun}/api/catalog`;
  const refresh = (token, entityRef) => ask(`${catalog}/refresh`, { method: 'POST', token, json: { entityRef } });

  /** Owners may have their entities looked at again, others may not: so it shows who Buildrun thinks that it is. */
  async function actsForTheTeam(token) {
    assert.equal((await refresh(token, OWNED)).status, 200, `expected to be an owner of ${OWNED}`);
    assert.equal((await refresh(token, FOREIGN)).status, 403, `expected to be no owner of ${FOREIGN}`);
  }

  const byName = name => `${catalog}/entities/by-name/component/default/${name}`;
  const nameOf = ({ metadata: { name } }) => name;

  /** An owner, so the usual policy of Buildrun would let them. */
  async function holdsBack() {
    const token = await people.named(HELD_BACK, [HELD_BACK, TEAM]);
    const { metadata } = await expect(200, byName('checkout'), { token });
    assert.equal((await refresh(token, OWNED)).status, 200);
    await expect(403, `${catalog}/entities/by-uid/${metadata.uid}`, { method: 'DELETE', token });
    await expect(200, byName('checkout'), { token });
  }

  /** By its conditions, every way to components leads to the same ones. */
  async function limitsReads() {
    const all = await expect(200, `${catalog}/entities?filter=kind=component`, { token: await people.guest() });
    const own = all.filter(({ relations }) => relations.some(({ type, targetRef }) => type === 'ownedBy' && targetRef === TEAM)).map(nameOf).sort();
    assert.ok(own.length > 0 && own.length < all.length, `expected some of ${all.length} components to be of ${TEAM}, found ${own.length}`);
    const token = await people.named(LIMITED_USER, [LIMITED_USER, TEAM]);
    const listed = await expect(200, `${catalog}/entities?filter=kind=component`, { token });
    const page = await expect(200, `${catalog}/entities/by-query?filter=kind=component&limit=500`, { token });
    const counted = await expect(200, `${catalog}/entities/by-query?filter=kind=component&limit=0`, { token });
    const { facets } = await expect(200, `${catalog}/entity-facets?facet=metadata.name&filter=kind=component`, { token });
    const entityRefs = all.map(each => `component:default/${nameOf(each)}`);
    const byRefs = await expect(200, `${catalog}/entities/by-refs`, { method: 'POST', token, json: { entityRefs } });
    for (const names of [listed.map(nameOf), page.items.map(nameOf), facets['metadata.name'].map(({ value }) => value), byRefs.items.filter(Boolean).map(nameOf)]) {
      assert.deepEqual(names.sort(), own);
    }
    assert.deepEqual([page.totalItems, counted.totalItems], [own.length, own.length]);
    for (const each of all) {
      assert.equal((await ask(byName(nameOf(each)), { token })).status, own.includes(nameOf(each)) ? 200 : 404, nameOf(each));
    }
  }

  async function limitsTasks() {
    const token = await people.named(LIMITED_USER, [LIMITED_USER, TEAM]);
    const json = { templateRef: 'template:default/java-service', values: {} };
    await expect(403, `${buildrun}/api/scaffolder/v2/tasks`, { method: 'POST', token, json });
    const { tasks } = await expect(200, `${buildrun}/api/scaffolder/v2/tasks`, { token });
    assert.deepEqual(tasks, []);
    // Refused for what is wrong with it, and not for who asks.
    await expect(400, `${buildrun}/api/scaffolder/v2/tasks`, { method: 'POST', token: await people.guest(), json });
  }

  /** The limited token of a plugin that calls for a user is passed on to the permissions. */
  async function limitsPlugins() {
    const token = await people.plugin('radar', 'catalog', { user: await people.named(LIMITED_USER, [LIMITED_USER, TEAM]) });
    await expect(200, byName('checkout'), { token });
    await expect(404, byName('card-adapter'), { token });
  }

  const now = () => Math.floor(Date.now() / 1000);
  const claims = more => ({ iss: `${door}/api/auth`, sub: GUEST, aud: 'backstage', iat: now() - 10, exp: now() + 600, ...more });
  const USER = { typ: 'vnd.backstage.user' };
  const LIMITED = { typ: 'vnd.backstage.limited-user' };
  const PLUGIN = { typ: 'vnd.backstage.plugin' };

  async function refused(token) {
    const { status, body } = await ask(`${catalog}/entities?limit=1`, { token });
    assert.equal(status, 401, `expected 401, found ${status} ${JSON.stringify(body).slice(0, 200)}`);
    assert.equal(body.error.name, 'AuthenticationError');
    return body.error.message;
  }

  /** So that no refusal is one only because the tokens are made wrong. */
  async function rightToken() {
    await expect(200, `${catalog}/entities?limit=1`, { token: signed(key, USER, claims()) });
  }

  const wrong = {
    'no token at all': () => undefined,
    'a user whom an unknown key has signed': () => signed(strangeKey(), USER, claims()),
    'a user whose key has an unknown id': () => signed(key, { ...USER, kid: 'another' }, claims()),
    'a user without a signature': () => unsigned(USER, claims()),
    'a user whose token has ended': () => signed(key, USER, claims({ iat: now() - 7200, exp: now() - 3600 })),
    'a user whose token has not begun': () => signed(key, USER, claims({ nbf: now() + 3600 })),
    'a user whose token never ends': () => signed(key, USER, claims({ exp: undefined })),
    'a type that there is not': () => signed(key, { typ: 'vnd.backstage.admin' }, claims()),
    'the token of a cookie as that of a user': () => signed(key, LIMITED, { sub: GUEST, iat: now(), exp: now() + 600 }),
    'a plugin whom the key of sign-in has signed': () => signed(key, PLUGIN, { sub: 'search', aud: 'catalog', iat: now(), exp: now() + 600 }),
    'a plugin that is not named': async () => people.plugin('stranger', 'catalog', { own: true, user: await people.guest() }),
    'a plugin that wants to call another': async () => people.plugin('radar', 'scaffolder', { own: true, user: await people.guest() }),
    'a plugin on behalf of a user of an unknown key': async () => onBehalfOf(signed(strangeKey(), LIMITED, { sub: GUEST, iat: now(), exp: now() + 600 })),
  };

  /** The genuine token of a plugin with another user put into it, so that its signature no longer holds. */
  async function onBehalfOf(user) {
    const [head, body, signature] = (await people.plugin('radar', 'catalog', { user: await people.guest() })).split('.');
    const changed = { ...JSON.parse(Buffer.from(body, 'base64url')), obo: user };
    return [head, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
  }

  return [
    ['a guest signs in at the front door, and is in Buildrun whom its catalog knows', async () => actsForTheTeam(await people.guest())],
    ['so is a user whom sign-in has looked up in the catalog', async () => actsForTheTeam(await people.named(GUEST))],
    ['a user whom the catalog does not know acts for the groups of sign-in', async () => actsForTheTeam(await people.named(VISITOR, [TEAM]))],
    ['somebody who acts for nobody owns nothing', async () => assert.equal((await refresh(await people.named('user:default/nobody', []), OWNED)).status, 403)],
    ['a user of the front door gets a cookie of Buildrun', async () => {
      const { status, headers } = await ask(`${catalog}/.backstage/auth/v1/cookie`, { token: await people.guest() });
      assert.equal(status, 200);
      assert.match(headers.get('set-cookie'), /^backstage-auth=[^;]+; /);
    }],
    ['a plugin reads the catalog for itself', async () => {
      const token = await people.plugin('radar', 'catalog', { own: true, user: await people.guest() });
      await expect(200, `${catalog}/entities/by-name/component/default/checkout`, { token });
    }],
    ['a plugin that calls for a user may what the user may', async () => actsForTheTeam(await people.plugin('radar', 'catalog', { user: await people.guest() }))],
    ['also for one whom the catalog does not know', async () => actsForTheTeam(await people.plugin('radar', 'catalog', { user: await people.named(VISITOR, [TEAM]) }))],
    ['the search of the front door has read the catalog', () =>
      eventually('the search to find a component', INDEXING_MILLISECONDS, async () => {
        const found = await expect(200, `${door}/api/search/query?term=checkout`, { token: await people.guest() });
        return found.results.some(({ document }) => /checkout/i.test(document.title));
      })],
    ['TechDocs of the front door looks an entity up for a user', async () => {
      const answer = await ask(`${door}/api/techdocs/metadata/entity/default/component/checkout`, { token: await people.guest() });
      // It has found the entity, and that it has no documentation.
      assert.match(JSON.stringify(answer.body), /No backstage.io\/techdocs-ref annotation provided in entity: checkout/);
    }],
    ['Kubernetes of the front door looks an entity up for a user', async () => {
      const token = await people.guest();
      const answer = await ask(`${door}/api/kubernetes/resources/workloads/query`, { method: 'POST', token, json: { entityRef: OWNED, auth: {} } });
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      const unknown = await ask(`${door}/api/kubernetes/resources/workloads/query`, { method: 'POST', token, json: { entityRef: 'component:default/none', auth: {} } });
      assert.equal(unknown.status, 400);
    }],
    ['the permissions of the front door hold conditions against the catalog', async () => {
      const permission = { type: 'resource', name: 'catalog.entity.delete', attributes: { action: 'delete' }, resourceType: 'catalog-entity' };
      const items = [OWNED, FOREIGN].map((resourceRef, index) => ({ id: String(index), permission, resourceRef }));
      const answer = await expect(200, `${door}/api/permission/authorize`, { method: 'POST', token: await people.guest(), json: { items } });
      assert.deepEqual(answer.items.map(({ result }) => result), ['ALLOW', 'DENY']);
    }],
    ['they hold somebody back in Buildrun too, who would be an owner there', holdsBack],
    ['they limit what somebody reads there: lists, counts, facets, by reference and by name agree', limitsReads],
    ['they limit it for a plugin that calls for them', limitsPlugins],
    ['they limit tasks', limitsTasks],
    ['the notifications of the front door find the members of a team', async () => {
      const token = await people.plugin('radar', 'notifications', { own: true, user: await people.guest() });
      const title = `For the team ${Date.now()}`;
      await expect(200, `${door}/api/notifications/notifications`, { method: 'POST', token, json: { recipients: { type: 'entity', entityRef: TEAM }, payload: { title } } });
      await eventually('the notification of a member', TELLING_MILLISECONDS, async () => {
        const { notifications } = await expect(200, `${door}/api/notifications/notifications`, { token: await people.guest() });
        return notifications.some(({ payload }) => payload.title === title);
      });
    }],
    ['a token as it must be is taken', rightToken],
    ...Object.entries(wrong).map(([name, make]) => [`refused: ${name}`, async () => refused(await make())]),
    ['refused: a user who asks what only plugins may', async () =>
      expect(403, `${catalog}/.well-known/backstage/permissions/apply-conditions`, { method: 'POST', token: await people.guest(), json: { items: [] } })],
  ];
}

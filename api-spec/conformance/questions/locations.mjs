// Requests that would register a location, with something wrong in most of them; none of them changes anything.

const ODD = [null, 1, true, '', [], {}, ['url'], 'x'];

/** @param target of a file that can be read, and one that is registered already */
export function locationRequest(random, target, registered) {
  const path = '/api/catalog/locations';
  const good = { type: 'url', target };
  const post = (query, body) => ({ method: 'POST', path: `${path}${query}`, body: typeof body === 'string' ? body : JSON.stringify(body) });
  return random.weighted([
    [3, () => post(`?dryRun=${random.pick(['true', 'y', 'YES', 'True', '1', 'on', 'ON'])}`, { ...good, ...random.pick([{}, {}, { presence: 'optional' }, { presence: 'required' }]) })],
    [2, () => post('?dryRun=true', { ...good, [random.pick(['type', 'target', 'presence', 'extra'])]: random.pick(ODD) })],
    [2, () => post('', { type: 'url', target: registered, [random.pick(['type', 'presence', 'extra', 'more'])]: random.pick(ODD) })],
    [1, () => post('', { type: random.pick(['file', 'URL', 'github', '']), target })],
    [1, () => post(random.pick(['', '?onConflict=reject', '?onConflict=refresh']), { type: 'url', target: registered })],
    [1, () => post(`?${random.pick(['onConflict=x', 'onConflict=', 'dryrun=true', 'dryRun=', 'x=1', 'onConflict=reject&onConflict=refresh', 'dryRun=true&dryRun=true'])}`, { type: 'url', target: registered })],
    [1, () => post('', random.pick(['', '{', '[]', 'null', '{}', '"x"', '{"type":"url"}', '{"target":"x"}', '{"type":1,"target":2}', '{"type":"url","target":"x","a":1,"b":2}']))],
    [1, () => ({ ...post('', good), headers: { 'content-type': random.pick(['text/plain', 'application/x-yaml']) } })],
    [1, () => ({ method: 'POST', path })],
    [1, () => ({ method: 'PUT', path: `${path}/00000000-0000-0000-0000-000000000000`, body: JSON.stringify(random.pick([good, { type: 'url', target: registered }, {}, { ...good, x: 1 }, { type: 'file', target }, { type: 'url', target: 1 }, [], { ...good, presence: 'optional' }])) })],
    [0.5, () => ({ method: 'DELETE', path: `${path}/${random.pick(['00000000-0000-0000-0000-000000000000'])}` })],
    [0.5, () => ({ method: 'GET', path: `${path}/by-entity/component/default/${random.pick(['nope', 'kept'])}` })],
    [1, () => ({ method: 'POST', path: '/api/catalog/refresh', body: JSON.stringify(random.pick([{}, { entityRef: 'component:default/nope' }, { entityRef: 'nope' }, { entityRef: '' }, { entityRef: 1 }, { entityRef: 'component:default/kept', x: 1 }, { entityRef: 'a:b:c/d' }, { entityRef: 'Component:Default/KEPT' }, [], { entityRef: 'component:kept' }])) })],
  ])();
}

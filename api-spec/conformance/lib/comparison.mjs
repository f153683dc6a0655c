// What is the same about two answers, whatever differs by nature between two installations.
import { json } from './exchange.mjs';

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

/** Headers that say something about the connection, the moment or the program, not about the answer. */
const UNRELATED = new Set(['connection', 'keep-alive', 'date', 'transfer-encoding', 'content-length', 'content-encoding', 'x-powered-by', 'x-request-id', 'buildrun-position']);

function text(server, value) {
  return value
    .replaceAll(new RegExp(`(localhost|127\\.0\\.0\\.1):${server.port}\\b`, 'g'), '<address>')
    .replaceAll(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<token>')
    .replaceAll(/logId=[0-9a-f]+/g, 'logId=<id>');
}

function headers(server, answer) {
  const kept = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (!UNRELATED.has(name)) {
      kept[name] = name === 'etag' ? value.replace(/".*"/, '"…"') : text(server, String(value)).replaceAll(/Expires=[^;]*/g, 'Expires=…');
    }
  }
  return kept;
}

function leaf(key, value, options) {
  if (key === 'expiresInSeconds') {
    return '<about an hour>';
  }
  if (typeof value !== 'string') {
    return value;
  }
  if (key === 'etag' && /^[0-9a-f]{40}$/.test(value)) {
    return '<etag>';
  }
  if (key === 'nextCursor' || key === 'prevCursor') {
    return '<cursor>';
  }
  if (['kid', 'x', 'y'].includes(key) && value.length > 30) {
    return '<key>';
  }
  const plain = value.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>');
  return options.ids ? plain : plain.replaceAll(UUID, '<uuid>');
}

function tree(key, value, options) {
  if (Array.isArray(value)) {
    return value.map(item => tree(key, item, options));
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.keys(value).sort().map(name => [name, tree(name, value[name], options)]));
  }
  return leaf(key, value, options);
}

function sorted(list) {
  return [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

const WRITTEN = /: (Writing|Copying) (file|directory)/;

/** Lines about files that follow each other stand in the order in which directories happened to be read. */
function inOrder(log) {
  const sorted = [];
  for (let from = 0; from < log.length; ) {
    let to = from + 1;
    while (WRITTEN.test(log[from].body.message) && to < log.length && WRITTEN.test(log[to].body.message)) {
      to++;
    }
    sorted.push(...log.slice(from, to).sort((a, b) => (a.body.message < b.body.message ? -1 : 1)));
    from = to;
  }
  return sorted;
}

/** Where a dry run has its files differs from one to the next, and between the two. */
const withoutWorkspace = message => message.replaceAll(/(\/[^\s/']+)*\/dry-run-<uuid>/g, '<workspace>');

/** Files in no order of their own, and what names the directory of this one run. */
function dryRun(body) {
  if (typeof body?.error?.message === 'string') {
    return { ...body, error: { ...body.error, message: withoutWorkspace(body.error.message) } };
  }
  if (!Array.isArray(body?.directoryContents)) {
    return body;
  }
  const files = [...body.directoryContents].sort((a, b) => (a.path < b.path ? -1 : 1));
  const log = body.log.map(entry => ({ body: { ...entry.body, message: withoutWorkspace(entry.body.message) } }));
  return { ...body, directoryContents: files, log: inOrder(log) };
}

/**
 * An answer as it can be compared.
 *
 * @param options `dryRun`: the answer of a dry run; `ids`: whether both have the same ids, so that they count; `anyOrder`: whether lists count as sets
 */
export function comparable(server, answer, options = {}) {
  const parsed = json(text(server, answer.text));
  let body = parsed === undefined ? text(server, answer.text) : tree('', parsed, options);
  if (options.dryRun) {
    body = dryRun(body);
  }
  if (options.anyOrder && Array.isArray(body)) {
    body = sorted(body);
  } else if (options.anyOrder && Array.isArray(body?.items)) {
    body = { ...body, items: sorted(body.items) };
  }
  return { status: answer.status, headers: headers(server, answer), body };
}

const show = value => (value === undefined ? '(absent)' : JSON.stringify(value).slice(0, 400));

/** Of two long texts only what is around the first place where they differ. */
function showTexts(first, second) {
  let at = 0;
  while (first[at] === second[at]) {
    at++;
  }
  const from = Math.max(0, at - 100);
  const around = text => show(`${from > 0 ? '…' : ''}${text.slice(from, at + 200)}`);
  return { backstage: around(first), buildrun: around(second) };
}

/** One line for each place where two trees differ: path, what the first has, what the second has. */
export function differences(first, second, path = '') {
  const bothLists = Array.isArray(first) && Array.isArray(second);
  const bothObjects = first && second && typeof first === 'object' && typeof second === 'object' && Array.isArray(first) === Array.isArray(second);
  if (bothLists && first.length !== second.length) {
    const place = first.findIndex((item, index) => JSON.stringify(item) !== JSON.stringify(second[index]));
    const at = place < 0 ? first.length : place;
    return [{ path: `${path}.length`, backstage: `${first.length}`, buildrun: `${second.length}` }, { path: `${path}[${at}]`, backstage: show(first[at]), buildrun: show(second[at]) }];
  }
  if (bothObjects) {
    const keys = [...new Set([...Object.keys(first), ...Object.keys(second)])];
    return keys.flatMap(key => differences(first[key], second[key], Array.isArray(first) ? `${path}[${key}]` : `${path}.${key}`));
  }
  if (first === second) {
    return [];
  }
  const texts = typeof first === 'string' && typeof second === 'string';
  return [{ path, ...(texts ? showTexts(first, second) : { backstage: show(first), buildrun: show(second) }) }];
}

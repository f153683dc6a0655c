// Where Buildrun answers otherwise on purpose. Each has its line in docs/COMPATIBILITY.md under the same id.
import { outcome } from '../scaffolder/outcome.mjs';

const message = answer => answer.body?.error?.message ?? '';
const query = request => new URLSearchParams(request.path.replace(/^[^?]*\??/, ''));

/** What the cursor of a request holds, whichever way it was sent; undefined where there is none. */
function cursor(request) {
  try {
    const text = query(request).get('cursor') ?? JSON.parse(request.body).cursor;
    return JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Sort values that no page of the catalog hands out: not one for the field and one for the id. */
function isForged({ orderFields, orderFieldValues } = {}) {
  return Array.isArray(orderFields) && Array.isArray(orderFieldValues) && orderFieldValues.length !== (orderFields.length === 0 ? 1 : 2);
}

/** A page without any place on it, as no answer asks for. */
function isEmpty(request) {
  try {
    return JSON.parse(Buffer.from(query(request).get('after'), 'base64').toString('utf8')).limit < 1;
  } catch {
    return false;
  }
}

/** A text whose numbers have their first twelve digits only. */
const rounded = text => text.replaceAll(/\d+(\.\d+)?(e[+-]?\d+)?/g, number => Number(number).toPrecision(12));

/** What the engine before 4.1 gave where nothing was printed: no value at all. */
const older = answer => (answer?.undefined ? '""' : outcome(answer ?? {}));

/** What only JavaScript's own objects have. */
const OLDER_METHOD = /\.\s*(hasOwnProperty|match|padEnd|padStart|repeat|replaceAll|substr|toString)\s*\(/;

/** A dry run that the real backend ends with an internal error: a file is missing, the entity is none, a file cannot be rendered. */
const UNUSABLE_TEMPLATE = /^ENOENT|^\/\S+ must be |^Template error/;

/** `applies` sees the request, both answers in comparable form, and the places where they differ. */
const KNOWN = [
  {
    id: 'internal-error',
    applies: ({ dryRun }, backstage, buildrun) => backstage.status === 500 && buildrun.status < 500 && (!dryRun || UNUSABLE_TEMPLATE.test(message(backstage))),
  },
  {
    id: 'list-order-case',
    applies: ({ path }) => /\/entities\?/.test(path) && /[?&](limit|offset|after)=/.test(path) && query({ path }).getAll('order').some(order => /[A-Z]/.test(order)),
  },
  {
    id: 'forged-cursor',
    applies: (request, backstage, buildrun) => (isForged(cursor(request)) || isEmpty(request)) && buildrun.status === 400,
  },
  {
    id: 'conflict-takes-over',
    applies: ({ situation }, backstage, buildrun, found) => situation === 'conflict-takes-over' && found.every(({ backstage: text }) => text === '(absent)'),
  },
  {
    id: 'keys-by-case',
    applies: (request, backstage, buildrun) => message(buildrun).includes('duplicate keys that vary only in casing'),
  },
  {
    id: 'duplicate-keys',
    applies: (request, backstage, buildrun) => message(buildrun).includes('Duplicate Object property'),
  },
  {
    id: 'address-without-host',
    applies: ({ path, body }, backstage, buildrun) => path.endsWith('/analyze-location') && /"target":"(javascript:|file:\/\/\/|[^:]*")/.test(body) && buildrun.status === 400,
  },
  {
    id: 'double-slash',
    applies: ({ path }, backstage, buildrun) => /^\/api\/catalog\/\//.test(path) && buildrun.status === 404,
  },
  {
    id: 'head-cursor',
    applies: ({ method }, backstage, buildrun, found) => method === 'HEAD' && found.every(({ path }) => path === '.headers.link'),
  },
  {
    id: 'descriptions',
    applies: ({ path }, backstage, buildrun, found) =>
      (/permissions\/metadata|actions\/v1\/actions$/.test(path) && found.every(place => /\.(description|title)$/.test(place.path))) ||
      (/\/v2\/(actions|templating-extensions)$/.test(path) && found.every(place => /\.(description|title|examples(\.length|\[\d+\].*))$/.test(place.path))),
  },
  {
    id: 'unknown-action',
    applies: ({ path }, backstage, buildrun, found) => path.endsWith('/dry-run') && found.every(place => place.path === '.body.error.message') && /^Template action with ID '[^']*' is not registered\. /.test(message(buildrun)),
  },
  {
    id: 'scaffolder-registry',
    applies: ({ path }, backstage, buildrun) => path.startsWith('/api/scaffolder/.backstage/actions/') && buildrun.status === 404,
  },
  {
    id: 'permission-text',
    applies: ({ path }, backstage, buildrun, found) => path.startsWith('/api/permission/') && backstage.status === 400 && found.every(place => place.path === '.body.error.message'),
  },
  {
    id: 'yaml-text',
    applies: (request, backstage, buildrun, found) => found.every(({ path, backstage: one, buildrun: other }) => /\.message$/.test(path) && [one, other].every(text => text.includes('YAML'))),
  },
  {
    id: 'older-engine',
    applies: (request, real, ours) => request.method === 'render' && real.error !== undefined && ours.error === undefined && older(request.older) === older(ours),
  },
  {
    id: 'older-method',
    applies: ({ method, path }, real, ours) => method === 'render' && /cannot be called/.test(real.error) && ours.error === undefined && OLDER_METHOD.test(path),
  },
  {
    id: 'power-digits',
    applies: ({ method, path }, real, ours) => method === 'render' && path.includes('**') && rounded(outcome(real)) === rounded(outcome(ours)),
  },
  {
    id: 'regex-characters',
    applies: ({ method, path }, real, ours) => method === 'render' && /\br\//.test(path) && /🐢|\buni\b/.test(path) && real.error === undefined && ours.error === undefined,
  },
  {
    id: 'unusable-schema',
    applies: ({ method, path }, real, ours) => method === 'validate' && ((real.error !== undefined && ours.error === undefined) || (/"\$?id":/.test(path) && path.includes('"$ref"'))),
  },
];

export const KNOWN_IDS = KNOWN.map(({ id }) => id);

/** The id of the known difference that this is, or undefined. */
export function explain(request, backstage, buildrun, found) {
  return KNOWN.find(({ applies }) => applies(request, backstage, buildrun, found))?.id;
}

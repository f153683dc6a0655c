// An organisation of any size, made up from a seed. Entity number i is the same whatever was asked for before, so any of them can be made
// again; a million of them need not be kept.
import { Random } from '../../../api-spec/conformance/lib/random.mjs';

const SHARES = [['Component', 0.7], ['API', 0.1], ['Resource', 0.1], ['System', 0.04], ['Group', 0.03], ['User', 0.02], ['Domain', 0.01]];

export const AREAS = 'account ads archive artist audit auth backup basket billing booking campaign cart catalog checkout claim consent contract courier credit customer delivery device discount dispatch escrow export fleet forecast fraud geo identity import insight inventory invoice label ledger license locale loyalty mail map media member menu message notify offer order packing parcel partner payment payout permit pickup playlist policy price profile quota rating receipt refund region rental report return review reward risk route sales schedule search seat session settle shelf shipping signal stock store stream supply support survey tariff tax ticket token tracking transit translate trial upload vault vendor video voucher wallet warehouse webhook'.split(' ');
const ROLES = 'adapter agent api bridge cache client collector console consumer controller daemon engine exporter feed gateway handler hub indexer job library loader manager mapper model monitor pipeline planner portal processor producer proxy publisher reader resolver router runner scheduler sdk server service site sync validator viewer web worker writer'.split(' ');
const QUALITIES = 'central durable elastic fast global independent internal legacy lean modern partitioned public redundant regional replicated secure shared simple stateless temporary'.split(' ');
const DEEDS = 'accepts archives calculates checks collects compares converts delivers enriches exports forwards groups keeps merges notifies orders prices publishes reads records reports routes schedules serves signs splits stores tracks translates validates'.split(' ');
const THINGS = ['access rights', 'addresses', 'bookings', 'campaign results', 'contracts', 'credit notes', 'customer records', 'delivery windows', 'device events', 'exchange rates', 'feature switches', 'invoices', 'loyalty points', 'media files', 'opening hours', 'orders', 'parcel labels', 'payments', 'price lists', 'product texts', 'ratings', 'receipts', 'return slips', 'route plans', 'search documents', 'sessions', 'stock levels', 'support cases', 'tax reports', 'vouchers'];
const FIRST_NAMES = 'ada alan anita barbara carol dana edith elena frances grace hedy ida jean karen lise lotte maria nina olga radia rosa sofia tina vera wanda'.split(' ');
const LAST_NAMES = 'abel berg costa dahl eder falk gruber haas ivanov jansen kowal lang moreau novak olsen peters quist rossi sato tanaka urban vogel weber young zeller'.split(' ');
const TAGS = 'java kotlin go python typescript rust scala swift csharp ruby grpc rest graphql kafka postgres redis search batch stream frontend backend mobile data ml infra tier-1 tier-2 tier-3 pci gdpr public internal spring quarkus react vertx flink spark airflow terraform'.split(' ');
const REGIONS = ['eu-central', 'eu-west', 'us-east', 'us-west', 'ap-south', 'ap-east'];

export const COMPONENT_TYPES = [[55, 'service'], [15, 'website'], [15, 'library'], [8, 'data-pipeline'], [4, 'mobile-app'], [3, 'ml-model']];
export const LIFECYCLES = [[65, 'production'], [20, 'experimental'], [15, 'deprecated']];
const RESOURCE_TYPES = [[45, 'database'], [20, 'bucket'], [20, 'topic'], [10, 'cache'], [5, 'cluster']];
const API_TYPES = [[60, 'openapi'], [20, 'grpc'], [12, 'asyncapi'], [8, 'graphql']];

const title = name => name.split('-').map(word => word[0].toUpperCase() + word.slice(1)).join(' ');

/** A number below a bound, small ones much more often: few teams own much, few APIs are used by many. */
const skewed = (random, bound) => Math.floor(bound * random.next() ** 2);

export class Organisation {
  #seed;
  #prefix;
  #from = {};
  #count = {};

  /**
   * @param size how many entities, at least 100
   * @param prefix of all names, so that several organisations fit into one catalog
   */
  constructor(size, seed, prefix = '') {
    this.size = size;
    this.#seed = seed;
    this.#prefix = prefix;
    let from = 0;
    for (const [kind, share] of [...SHARES].reverse()) {
      const count = kind === 'Component' ? size - from : Math.floor(size * share);
      this.#from[kind] = from;
      this.#count[kind] = count;
      from += count;
    }
  }

  /** How many there are of each kind. */
  get counts() {
    return { ...this.#count };
  }

  #random(number, purpose) {
    return new Random(this.#seed * 1_000_003 + number * 4 + purpose);
  }

  /** The name of the nth of a kind. */
  name(kind, n) {
    const r = this.#random(this.#from[kind] + n, 1);
    if (kind === 'User') {
      return `${this.#prefix}${r.pick(FIRST_NAMES)}.${r.pick(LAST_NAMES)}.${n}`;
    }
    const last = { Component: r.pick(ROLES), Resource: r.pick(['db', 'bucket', 'topic', 'cache']), Group: 'team' }[kind] ?? kind.toLowerCase();
    return `${this.#prefix}${r.pick(AREAS)}-${last}-${n}`;
  }

  ref(kind, n) {
    return `${kind.toLowerCase()}:default/${this.name(kind, n)}`;
  }

  /** Any of a kind, by its number within the kind. */
  any(random, kind) {
    return random.below(this.#count[kind]);
  }

  /** Entity `number` of all, from 0; they are spread over the kinds so that every file has some of each. */
  entity(number) {
    const place = this.#spread(number);
    const kind = SHARES.map(([name]) => name).find(name => place >= this.#from[name] && place < this.#from[name] + this.#count[name]);
    const n = place - this.#from[kind];
    const r = this.#random(place, 2);
    const name = this.name(kind, n);
    return { apiVersion: 'backstage.io/v1alpha1', kind, metadata: this.#metadata(kind, name, r), spec: this.#spec(kind, n, name, r) };
  }

  /** A permutation of 0 to size - 1: a step that has no divisor in common with the size reaches each place once. */
  #spread(number) {
    const divisor = (a, b) => (b === 0 ? a : divisor(b, a % b));
    let step = Math.floor(this.size * 0.6180339887) | 1;
    while (divisor(step, this.size) !== 1) {
      step += 2;
    }
    return Number((BigInt(number) * BigInt(step)) % BigInt(this.size));
  }

  #metadata(kind, name, r) {
    const annotations = {
      'github.com/project-slug': `example-org/${name}`,
      'example.com/created': `20${15 + r.below(11)}-${String(1 + r.below(12)).padStart(2, '0')}-${String(1 + r.below(28)).padStart(2, '0')}`,
    };
    if (kind === 'Component') {
      annotations['backstage.io/kubernetes-id'] = name;
      annotations['backstage.io/techdocs-ref'] = 'dir:.';
      if (r.chance(0.6)) annotations['pagerduty.com/service-id'] = `P${r.below(1_000_000)}`;
      if (r.chance(0.5)) annotations['sonarqube.org/project-key'] = `example:${name}`;
      if (r.chance(0.4)) annotations['grafana/dashboard-selector'] = `service=${name}`;
    }
    const metadata = {
      name,
      ...(kind === 'User' ? {} : { title: title(name), description: this.#description(name, r) }),
      labels: { 'example.com/tier': String(1 + r.below(3)), 'example.com/cost-center': `cc-${100 + r.below(100)}`, 'example.com/region': r.pick(REGIONS) },
      annotations,
    };
    if (kind !== 'User') {
      metadata.tags = r.some(TAGS, 1, 5);
    }
    if (['Component', 'API', 'Resource'].includes(kind)) {
      metadata.links = r.some(['Dashboard', 'Runbook', 'Logs', 'Alerts'], 1, 3).map(link => ({ url: `https://${link.toLowerCase()}.example.com/${name}`, title: link, icon: link.toLowerCase() }));
    }
    return metadata;
  }

  #description(name, r) {
    const sentence = () => `It ${r.pick(DEEDS)} ${r.pick(THINGS)} and ${r.pick(DEEDS)} ${r.pick(THINGS)} for ${r.pick(AREAS)}.`;
    return `The ${r.pick(QUALITIES)} ${name} ${r.pick(DEEDS)} ${r.pick(THINGS)}. ${sentence()}${r.chance(0.5) ? ` ${sentence()}` : ''}`;
  }

  #owner(r) {
    return `group:default/${this.name('Group', skewed(r, this.#count.Group))}`;
  }

  /** Between least and most different ones of a kind, the first ones more often. */
  #some(r, kind, least, most) {
    const chosen = new Set();
    const wanted = Math.min(least + r.below(most - least + 1), this.#count[kind]);
    while (chosen.size < wanted) {
      chosen.add(skewed(r, this.#count[kind]));
    }
    return [...chosen];
  }

  #spec(kind, n, name, r) {
    const system = () => this.name('System', this.any(r, 'System'));
    switch (kind) {
      case 'Domain':
        return { type: 'product-area', owner: this.#owner(r) };
      case 'System':
        return { type: 'product', owner: this.#owner(r), domain: this.name('Domain', this.any(r, 'Domain')) };
      case 'Group':
        return {
          type: n < this.#count.Group / 10 ? 'department' : 'team',
          profile: { displayName: title(name), email: `${name}@example.com` },
          ...(n > 0 ? { parent: this.name('Group', r.below(Math.ceil(n / 10))) } : {}),
          children: [],
        };
      case 'User':
        return {
          profile: { displayName: name.split('.').slice(0, 2).map(title).join(' '), email: `${name}@example.com`, picture: `https://pictures.example.com/${name}.png` },
          memberOf: this.#some(r, 'Group', 1, 3).map(group => this.name('Group', group)),
        };
      case 'API':
        return { type: r.weighted(API_TYPES), lifecycle: r.weighted(LIFECYCLES), owner: this.#owner(r), system: system(), definition: this.#definition(name, r) };
      case 'Resource':
        return { type: r.weighted(RESOURCE_TYPES), owner: this.#owner(r), system: system() };
      default:
        return this.#component(n, r, system);
    }
  }

  #component(n, r, system) {
    const components = this.#some(r, 'Component', 0, 3).filter(other => other !== n);
    const dependsOn = [...components.map(other => this.ref('Component', other)), ...this.#some(r, 'Resource', 0, 2).map(resource => this.ref('Resource', resource))];
    const provides = this.#some(r, 'API', 0, 1);
    const consumes = this.#some(r, 'API', 1, 3);
    return {
      type: r.weighted(COMPONENT_TYPES),
      lifecycle: r.weighted(LIFECYCLES),
      owner: r.chance(0.1) ? `user:default/${this.name('User', this.any(r, 'User'))}` : this.#owner(r),
      system: system(),
      ...(dependsOn.length > 0 ? { dependsOn } : {}),
      ...(provides.length > 0 ? { providesApis: provides.map(api => this.name('API', api)) } : {}),
      consumesApis: consumes.map(api => this.name('API', api)),
    };
  }

  #definition(name, r) {
    const paths = Array.from({ length: 3 + r.below(5) }, () => `  /v1/${r.pick(AREAS)}/${r.below(100)}/{id}:\n    get:\n      operationId: ${r.pick(DEEDS)}${r.below(1000)}\n      responses:\n        '200': { description: found }\n        '404': { description: not there }`);
    return `openapi: 3.1.0\ninfo: { title: ${name}, version: 1.${r.below(20)}.0 }\npaths:\n${paths.join('\n')}\n`;
  }
}

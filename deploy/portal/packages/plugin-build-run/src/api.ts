// Everything that the pages ask of Buildrun, `/api/buildrun`, and how it answers. One method a route, one type a shape.
import { createApiRef } from '@backstage/frontend-plugin-api';
import type { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';

/** Full entity references, in lower case, such as `component:default/cart`. */
export type Ref = string;
/** A moment in ISO 8601. */
export type Moment = string;

interface Items<T> {
  items: T[];
}

// What runs

export type Role = 'member' | 'pipeline' | 'platform' | 'none';

export interface Place {
  environment: string;
  order: number;
  production: boolean;
  namespace: string;
  /** `plan` where no cluster is connected. */
  mode: 'live' | 'plan';
  cluster: string | null;
}

export interface Places {
  entityRef: Ref;
  contract: string;
  role: Role;
  items: Place[];
}

export interface ContainerImage {
  container: string;
  image: string;
}

export type RolloutState = 'complete' | 'progressing' | 'failed' | 'paused';

export interface Workload {
  kind: string;
  name: string;
  images: ContainerImage[];
  /** Not there for a CronJob. */
  replicas?: { desired: number; updated: number; ready: number; available: number };
  rollout?: { state: RolloutState; message: string; revision: string | null; deployment: string | null };
  history?: { revision: string; isCurrent: boolean; cause: string | null; createdAt: Moment | null; images: ContainerImage[] }[];
  schedule?: string | null;
  lastScheduledAt?: Moment | null;
}

export interface Pod {
  name: string;
  phase: string;
  ready: boolean;
  why: string | null;
  restarts: number;
  startedAt: Moment | null;
  terminating: boolean;
  containers: { name: string; ready: boolean; state: string; reason: string | null; restarts: number }[];
}

export interface Running {
  entityRef: Ref;
  environment: string;
  production: boolean;
  cluster: string;
  namespace: string;
  workloads: Workload[];
  pods: Pod[];
}

export interface ClusterEvent {
  type: string;
  reason: string;
  message: string;
  count: number;
  lastAt: Moment;
  object: { kind: string; name: string };
}

export type DeploymentStatus = 'pending' | 'rolling' | 'succeeded' | 'failed' | 'refused' | 'superseded';
export type DeploymentAction = 'deploy' | 'promote' | 'rollback' | 'restart' | 'scale';

export interface Deployment {
  id: string;
  component: Ref;
  owner: Ref | null;
  environment: string;
  production: boolean;
  action: DeploymentAction;
  source: 'requested' | 'observed';
  image: string | null;
  imageBefore: string | null;
  replicas: number | null;
  replicasBefore: number | null;
  fromEnvironment: string | null;
  startedBy: string | null;
  reason: string | null;
  commit: string | null;
  status: DeploymentStatus;
  message: string | null;
  requestedAt: Moment;
  finishedAt: Moment | null;
}

/** What one asks to be done; what is left out, the service finds itself where it can. */
export interface Order {
  image?: string;
  replicas?: number;
  to?: string;
  reason?: string;
  workload?: string;
}

export interface DeploymentFilter {
  component?: Ref;
  owner?: Ref;
  environment?: string;
  limit?: number;
}

export interface Times {
  measured: number;
  unknown: number;
  medianSeconds: number | null;
  ninetiethSeconds: number | null;
}

export interface Figures {
  deployments: number;
  underWay: number;
  deploymentsPerDay: number;
  handOvers: number;
  unknownStarters: number;
  handOversPerDeployment: number | null;
  changes: number;
  failedChanges: number;
  changeFailureRate: number | null;
  unrestored: number;
  leadTime: Times;
  timeToRestore: Times;
}

export interface Dora {
  window: string;
  from: Moment;
  to: Moment;
  total: Figures;
  groups: { key: string; figures: Figures }[];
}

export type Window = '7d' | '30d' | '90d';

// Who to call

export interface Turn {
  user: string;
  from: Moment;
  until: Moment;
  standsIn: boolean;
}

export interface OnCall {
  entityRef: Ref;
  owner: Ref | null;
  of: Ref | null;
  kind: 'rotation' | 'schedule' | 'nobody';
  /** Where `kind` is `rotation`. */
  user?: string;
  turn?: Turn;
  next?: Turn[];
  timeZone?: string;
  /** Where `kind` is `schedule`. */
  url?: string;
  problems: string[];
  links: { runbook?: string; dashboards?: string; channel?: string };
}

/** An alert of Alertmanager, told to whoever owns the component that it is about. */
export interface Alert {
  id: string;
  status: 'firing' | 'resolved';
  name: string;
  severity: string | null;
  summary: string | null;
  startsAt: Moment;
  endsAt: Moment | null;
  generatorUrl: string | null;
  component: Ref | null;
  owner: Ref | null;
  routedTo: 'owner' | 'platform' | 'nobody';
  /** Why it was not told to an owner. */
  note: string | null;
  channel: string | null;
  onCall: { who: string | null; of: Ref | null };
  acknowledged: { by: string | null; at: Moment; comment: string | null } | null;
}

export interface AlertFilter {
  component?: Ref;
  owner?: Ref;
  status?: 'firing' | 'resolved';
  limit?: number;
}

// The contract and how it is kept

export type Outcome = 'pass' | 'fail' | 'waived' | 'unknown';
export type Severity = 'error' | 'warning' | 'info';

export interface Summary extends Record<Outcome, number> {
  /** What keeps the gate to production closed. */
  obstacles: number;
}

export interface RuleResult {
  component: Ref;
  contract: string;
  rule: string;
  environment?: string;
  owner: Ref | '';
  severity: Severity;
  result: Outcome;
  message: string;
  since: Moment;
  fix?: string;
  reason?: string;
  waivedUntil?: Moment;
}

export interface ResultChange {
  contract: string;
  rule: string;
  environment?: string;
  at: Moment;
  before?: Outcome;
  after?: Outcome;
  reason?: string;
}

export interface Conformance {
  component: Ref;
  owner: Ref | '';
  summary: Summary;
  items: RuleResult[];
  changes: ResultChange[];
}

export interface ConformanceDay {
  day: string;
  pass: number;
  fail: number;
  waived: number;
  unknown: number;
  passShare: number;
}

export type WaiverStatus = 'requested' | 'approved' | 'denied' | 'withdrawn' | 'lapsed';

export interface Waiver {
  id: string;
  component: Ref;
  rule: string;
  /** None where it counts everywhere. */
  environment?: string;
  reason: string;
  status: WaiverStatus;
  inForce: boolean;
  requestedBy: string;
  requestedAt: Moment;
  expiresAt: Moment;
  renewals: number;
  ticket?: string;
  decidedBy?: string;
  decidedAt?: Moment;
  comment?: string;
  /** Whether whoever asks may decide about it now. */
  canDecide: boolean;
}

export interface WaiverWish {
  component: Ref;
  rule: string;
  environment?: string;
  reason: string;
  expiresAt: Moment;
}

export interface Contract {
  version?: string;
  stage?: 'alpha' | 'beta' | 'ga' | 'deprecated' | 'removed';
  since?: string;
  sunsetAt?: string;
  owner?: Ref;
  entityRef?: Ref;
  inForce: boolean;
  consumers?: number;
  problems?: string[];
  refused?: { at: Moment; gone: boolean; problems: string[] };
}

export interface Contracts extends Items<Contract> {
  /** The version for services that name none. */
  usual: string;
}

export interface Consumer {
  component: Ref;
  owner: Ref | '';
  summary: Summary;
}

// What the platform has

export interface Offering {
  ref: Ref;
  name: string;
  title: string;
  owner?: Ref;
  version?: string;
  bindingType?: string;
  provisioner?: string;
  slo?: string;
  plans: string[];
}

export interface Instance {
  ref: Ref;
  name: string;
  title: string;
  owner?: Ref;
  offering?: Ref;
  plan?: string;
}

export interface Technology {
  technology: string;
  ring: 'adopt' | 'trial' | 'hold';
  count: number;
  candidate: boolean;
  offering?: Ref;
  teams: Ref[];
}

export interface SelfRunService {
  ref: Ref;
  title: string;
  owner?: Ref;
  technology?: string;
  problems: string[];
}

export interface Radar {
  technologies: Technology[];
  selfRunServices: SelfRunService[];
}

export interface Team {
  ref: Ref;
  title: string;
  type: string;
  oncall?: string;
  channel?: string;
  services: { ref: Ref; type: string; contracts: Ref[] }[];
  instances: Ref[];
  selfRunServices: Ref[];
  conformance: Summary;
  waivers: { id: string; component: Ref; rule: string; environment?: string; expiresAt: Moment }[];
}

export interface Binding {
  name: string;
  environment: string;
  namespace: string;
  cluster: string | null;
  offering: Ref;
  instance: Ref | null;
  plan: string;
  provisioner: string;
  secretName: string;
  mountPath: string;
  status: 'planned' | 'requested' | 'ready' | 'failed' | 'unbinding';
  message: string | null;
  requestedBy: string;
  requestedAt: Moment;
  readyAt: Moment | null;
}

export type ObjectState = 'in-sync' | 'planned' | 'missing' | 'drifted' | 'conflict' | 'foreign' | 'stale' | 'unknown';

export interface Workspace {
  environment: string;
  namespace: string;
  cluster: string | null;
  contract: string;
  mode: 'plan' | 'cluster';
  inSync: boolean;
  note: string | null;
  objects: { object: string; state: ObjectState; details: string[] }[];
}

export interface Grant {
  id: string;
  component: Ref;
  environment: string;
  namespace: string;
  grantee: string;
  requestedBy: string;
  reason: string;
  startsAt: Moment;
  expiresAt: Moment;
  status: 'pending' | 'open' | 'ending' | 'ended';
}

export interface Transfer {
  id: string;
  component: Ref;
  from: Ref;
  to: Ref;
  reason: string;
  status: 'proposed' | 'accepted' | 'declined' | 'withdrawn' | 'done';
  requestedBy: string;
  requestedAt: Moment;
  /** What is left to be done by hand. */
  toDo: string | null;
  /** Whether whoever asks may accept or decline it now. */
  canDecide: boolean;
}

// The catalog as it was, and what hangs on what

export interface VersionPlace {
  position: number;
  at: Moment;
  cause: string;
  actor: string | null;
}

export interface HistoryEntry extends VersionPlace {
  what: 'created' | 'changed' | 'removed' | 'returned';
  changes?: { parts: string[]; added: number; removed: number; changed: number };
}

export interface History extends Items<HistoryEntry> {
  entityRef: Ref;
  completeSince: Moment | null;
  pageInfo: { nextCursor?: string };
}

export interface Difference {
  from: VersionPlace;
  to: VersionPlace;
  lines: string[];
}

export interface ImpactNode {
  entityRef: Ref;
  kind: string;
  title?: string;
  ownerRef: Ref | null;
  distance: number;
  missing: boolean;
  via?: { entityRef: Ref; relation: string };
}

export interface Impact {
  entityRef: Ref;
  count: number;
  truncated: boolean;
  bound: number;
  root: ImpactNode;
  nodes: ImpactNode[];
  byOwner: { ownerRef: Ref | null; count: number; title?: string; onCall?: string; channel?: string }[];
}

// What waits for somebody

export interface Approval {
  id: string;
  taskId: string;
  stepId: string;
  iteration?: string;
  message: string;
  status: 'pending' | 'approved' | 'denied' | 'expired' | 'withdrawn';
  requestedBy: string | null;
  templateRef: Ref | null;
  askedAt: Moment;
  expiresAt: Moment;
  approvers: Ref[];
  canApprove: boolean;
  canDeny: boolean;
}

/** What the service answers when it does not do what is asked. The message says what to do about it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    name: string,
    message: string,
  ) {
    super(message);
    this.name = name;
  }
}

type Query = Record<string, string | number | undefined>;

/** Asks Buildrun, as the user who is signed in. */
export class BuildRunClient {
  constructor(
    private readonly discovery: DiscoveryApi,
    private readonly http: FetchApi,
  ) {}

  environments(ref: Ref, signal?: AbortSignal): Promise<Places> {
    return this.get(`${component(ref)}/environments`, {}, signal);
  }

  running(ref: Ref, environment: string, signal?: AbortSignal): Promise<Running> {
    return this.get(place(ref, environment), {}, signal);
  }

  async events(ref: Ref, environment: string, signal?: AbortSignal): Promise<ClusterEvent[]> {
    return (await this.get<Items<ClusterEvent>>(`${place(ref, environment)}/events`, {}, signal)).items;
  }

  async log(
    ref: Ref,
    environment: string,
    pod: string,
    options: { container?: string; previous?: boolean; tail?: number },
    signal?: AbortSignal,
  ): Promise<string> {
    const path = `${place(ref, environment)}/pods/${encodeURIComponent(pod)}/log`;
    const query = { container: options.container, previous: options.previous ? 'true' : undefined, tail: options.tail };
    return (await this.ask('GET', path, query, undefined, signal)).text();
  }

  /** Begins; what becomes of it, `deployment` tells. */
  begin(ref: Ref, environment: string, action: DeploymentAction, order: Order): Promise<Deployment> {
    return this.post(`${place(ref, environment)}/${action === 'deploy' ? 'deployments' : action}`, order);
  }

  async deployments(filter: DeploymentFilter, signal?: AbortSignal): Promise<Deployment[]> {
    return (await this.get<Items<Deployment>>('/platform/deployments', { ...filter }, signal)).items;
  }

  deployment(id: string, signal?: AbortSignal): Promise<Deployment> {
    return this.get(`/platform/deployments/${encodeURIComponent(id)}`, {}, signal);
  }

  dora(
    query: { owner?: Ref; component?: Ref; window?: Window; by?: 'owner' | 'component' | 'environment' },
    signal?: AbortSignal,
  ): Promise<Dora> {
    return this.get('/platform/dora', query, signal);
  }

  onCall(ref: Ref, signal?: AbortSignal): Promise<OnCall> {
    return this.get(`/platform/who-is-on-call/${path(ref)}`, {}, signal);
  }

  /** Newest first, of the caller's own teams; of all teams for the platform team. */
  async alerts(filter: AlertFilter, signal?: AbortSignal): Promise<Alert[]> {
    return (await this.get<Items<Alert>>('/platform/alerts', { ...filter }, signal)).items;
  }

  acknowledge(id: string, comment?: string): Promise<Alert> {
    return this.post(`/platform/alerts/${encodeURIComponent(id)}/acknowledge`, comment ? { comment } : {});
  }

  async bindings(ref: Ref, signal?: AbortSignal): Promise<Binding[]> {
    return (await this.get<Items<Binding>>(`${component(ref)}/bindings`, {}, signal)).items;
  }

  unbind(ref: Ref, environment: string, binding: string): Promise<Response> {
    return this.ask('DELETE', `${component(ref)}/bindings/${encodeURIComponent(environment)}/${encodeURIComponent(binding)}`);
  }

  async workspaces(ref: Ref, signal?: AbortSignal): Promise<Workspace[]> {
    return (await this.get<Items<Workspace>>(`${component(ref)}/workspaces`, {}, signal)).items;
  }

  ensureWorkspace(ref: Ref, environment: string): Promise<unknown> {
    return this.post(`${component(ref)}/workspaces`, { environments: [environment] });
  }

  async grants(ref: Ref, signal?: AbortSignal): Promise<Grant[]> {
    return (await this.get<Items<Grant>>('/platform/break-glass', { component: ref }, signal)).items;
  }

  breakGlass(wish: { component: Ref; environment: string; reason: string; minutes: number }): Promise<Grant> {
    return this.post('/platform/break-glass', wish);
  }

  endGrant(id: string): Promise<Response> {
    return this.ask('DELETE', `/platform/break-glass/${encodeURIComponent(id)}`);
  }

  async transfers(component?: Ref, signal?: AbortSignal): Promise<Transfer[]> {
    return (await this.get<Items<Transfer>>('/platform/transfers', { component }, signal)).items;
  }

  offer(wish: { component: Ref; to: Ref; reason: string }): Promise<Transfer> {
    return this.post('/platform/transfers', wish);
  }

  decideTransfer(id: string, decision: 'accept' | 'decline' | 'withdraw'): Promise<Transfer> {
    return this.post(`/platform/transfers/${encodeURIComponent(id)}/${decision}`, {});
  }

  conformance(ref: Ref, signal?: AbortSignal): Promise<Conformance> {
    return this.get(`${component(ref)}/conformance`, {}, signal);
  }

  /** All results of an owner's components, or of everybody's. */
  async results(query: { owner?: Ref; rule?: string; result?: Outcome }, signal?: AbortSignal): Promise<RuleResult[]> {
    return this.all('/platform/conformance', query, signal);
  }

  async conformanceDays(query: { owner?: Ref; from?: string }, signal?: AbortSignal): Promise<ConformanceDay[]> {
    return (await this.get<Items<ConformanceDay>>('/platform/conformance/trends', query, signal)).items;
  }

  waivers(query: { component?: Ref; status?: WaiverStatus }, signal?: AbortSignal): Promise<Waiver[]> {
    return this.all('/platform/waivers', query, signal);
  }

  askForWaiver(wish: WaiverWish): Promise<Waiver> {
    return this.post('/platform/waivers', wish);
  }

  decideWaiver(id: string, decision: 'approve' | 'deny' | 'withdraw', comment?: string): Promise<Waiver> {
    return this.post(`/platform/waivers/${encodeURIComponent(id)}/${decision}`, comment ? { comment } : {});
  }

  contracts(signal?: AbortSignal): Promise<Contracts> {
    return this.get('/platform/contracts', {}, signal);
  }

  consumers(version: string, signal?: AbortSignal): Promise<Consumer[]> {
    return this.all(`/platform/contracts/${encodeURIComponent(version)}/consumers`, {}, signal);
  }

  async offerings(signal?: AbortSignal): Promise<Offering[]> {
    return (await this.get<Items<Offering>>('/platform/offerings', {}, signal)).items;
  }

  async instances(signal?: AbortSignal): Promise<Instance[]> {
    return (await this.get<Items<Instance>>('/platform/instances', {}, signal)).items;
  }

  radar(signal?: AbortSignal): Promise<Radar> {
    return this.get('/platform/radar', {}, signal);
  }

  team(namespace: string, name: string, signal?: AbortSignal): Promise<Team> {
    return this.get(`/platform/teams/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`, {}, signal);
  }

  history(ref: Ref, cursor?: string, signal?: AbortSignal): Promise<History> {
    return this.get(`/history/${path(ref)}`, { cursor, limit: 50 }, signal);
  }

  difference(ref: Ref, from: number | undefined, to: number, signal?: AbortSignal): Promise<Difference> {
    return this.get(`/history/${path(ref)}/diff`, { from, to }, signal);
  }

  impact(ref: Ref, depth: number, signal?: AbortSignal): Promise<Impact> {
    return this.get(`/impact/${path(ref)}`, { depth }, signal);
  }

  async approvals(signal?: AbortSignal): Promise<Approval[]> {
    return (await this.get<Items<Approval>>('/approvals', {}, signal)).items;
  }

  decideApproval(id: string, decision: 'approve' | 'deny', comment?: string): Promise<Approval> {
    return this.post(`/approvals/${encodeURIComponent(id)}/${decision}`, comment ? { comment } : {});
  }

  /** Every page of a list, up to some thousand items: more than anybody reads. */
  private async all<T>(where: string, query: Query, signal?: AbortSignal): Promise<T[]> {
    const items: T[] = [];
    let after: string | undefined;
    for (let page = 0; page < 10; page++) {
      const answer = await this.get<Items<T> & { next?: string }>(where, { ...query, after, limit: 500 }, signal);
      items.push(...answer.items);
      after = answer.next;
      if (after === undefined) {
        break;
      }
    }
    return items;
  }

  private async get<T>(where: string, query: Query, signal?: AbortSignal): Promise<T> {
    return (await this.ask('GET', where, query, undefined, signal)).json();
  }

  private async post<T>(where: string, body: unknown): Promise<T> {
    return (await this.ask('POST', where, {}, body)).json();
  }

  private async ask(method: string, where: string, query: Query = {}, body?: unknown, signal?: AbortSignal): Promise<Response> {
    const known = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
    const search = known.length === 0 ? '' : `?${new URLSearchParams(known.map(([name, value]) => [name, String(value)]))}`;
    const response = await this.http.fetch(`${await this.discovery.getBaseUrl('buildrun')}${where}${search}`, {
      method,
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) {
      throw await refusal(response);
    }
    return response;
  }
}

async function refusal(response: Response): Promise<Refusal> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text);
    return new Refusal(response.status, error.name, error.message);
  } catch {
    return new Refusal(response.status, 'Error', text.slice(0, 500) || `the service answered ${response.status}`);
  }
}

/** `kind/namespace/name` of a full reference. */
function path(ref: Ref): string {
  const [, kind, namespace, name] = /^([^:]+):([^/]+)\/(.+)$/.exec(ref) ?? [];
  if (!kind || !namespace || !name) {
    throw new Error(`expected a full reference such as component:default/cart, found ${ref}`);
  }
  return [kind, namespace, name].map(encodeURIComponent).join('/');
}

const component = (ref: Ref) => `/platform/components/${path(ref)}`;
const place = (ref: Ref, environment: string) => `${component(ref)}/environments/${encodeURIComponent(environment)}`;

export const buildRunApiRef = createApiRef<BuildRunClient>().with({ id: 'plugin.build-run.client', pluginId: 'build-run' });

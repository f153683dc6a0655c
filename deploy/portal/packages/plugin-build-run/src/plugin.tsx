import {
  ApiBlueprint,
  createFrontendPlugin,
  createRouteRef,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { HomePageWidgetBlueprint } from '@backstage/plugin-home-react/alpha';
import AssignmentTurnedIn from '@material-ui/icons/AssignmentTurnedIn';
import Layers from '@material-ui/icons/Layers';
import { BuildRunClient, buildRunApiRef } from './api';

const client = ApiBlueprint.make({
  name: 'client',
  params: defineParams =>
    defineParams({
      api: buildRunApiRef,
      deps: { discovery: discoveryApiRef, http: fetchApiRef },
      factory: ({ discovery, http }) => new BuildRunClient(discovery, http),
    }),
});

const team = EntityContentBlueprint.make({
  name: 'team',
  params: {
    path: '/team',
    title: 'Build & run',
    filter: { kind: 'group' },
    loader: async () => import('./team/TeamTab').then(({ TeamTab }) => <TeamTab />),
  },
});

const component = { kind: 'component' };

const environments = EntityContentBlueprint.make({
  name: 'environments',
  params: {
    path: '/environments',
    title: 'Environments',
    group: 'deployment',
    filter: component,
    loader: async () => import('./service/EnvironmentsTab').then(({ EnvironmentsTab }) => <EnvironmentsTab />),
  },
});

const bindings = EntityContentBlueprint.make({
  name: 'bindings',
  params: {
    path: '/bindings',
    title: 'Bindings',
    group: 'deployment',
    filter: component,
    loader: async () => import('./service/BindingsTab').then(({ BindingsTab }) => <BindingsTab />),
  },
});

const conformance = EntityContentBlueprint.make({
  name: 'conformance',
  params: {
    path: '/conformance',
    title: 'Conformance',
    group: 'operation',
    filter: component,
    loader: async () => import('./service/ConformanceTab').then(({ ConformanceTab }) => <ConformanceTab />),
  },
});

const history = EntityContentBlueprint.make({
  name: 'history',
  params: {
    path: '/history',
    title: 'History',
    group: 'operation',
    filter: component,
    loader: async () => import('./service/HistoryTab').then(({ HistoryTab }) => <HistoryTab />),
  },
});

const impact = EntityContentBlueprint.make({
  name: 'impact',
  params: {
    path: '/impact',
    title: 'Impact',
    group: 'operation',
    filter: component,
    loader: async () => import('./service/ImpactTab').then(({ ImpactTab }) => <ImpactTab />),
  },
});

const alerts = EntityContentBlueprint.make({
  name: 'alerts',
  params: {
    path: '/alerts',
    title: 'Alerts',
    group: 'operation',
    filter: { kind: { $in: ['component', 'group'] } },
    loader: async () => import('./alerts/AlertsTab').then(({ AlertsTab }) => <AlertsTab />),
  },
});

const waiting = HomePageWidgetBlueprint.make({
  name: 'waiting',
  params: {
    name: 'HomePageWaiting',
    title: 'What waits for me',
    description: 'Alerts of my teams that fire, and decisions that are mine',
    components: async () => ({ Content: (await import('./home/Waiting')).Waiting }),
  },
});

const ownTeam = HomePageWidgetBlueprint.make({
  name: 'team',
  params: {
    name: 'HomePageTeam',
    title: 'Our team',
    description: 'Who is on call, and how the services of my teams are',
    components: async () => ({ Content: (await import('./home/OurTeam')).OurTeam }),
  },
});

// The sidebar shows only pages that something can refer to.
const platformRoute = createRouteRef();
const approvalsRoute = createRouteRef();

const platform = PageBlueprint.make({
  name: 'platform',
  params: { path: '/platform', routeRef: platformRoute, title: 'Platform', icon: <Layers fontSize="inherit" /> },
});

const ofPlatform = { id: 'page:build-run/platform', input: 'pages' };

const contracts = SubPageBlueprint.make({
  name: 'contracts',
  attachTo: ofPlatform,
  params: {
    path: 'contracts',
    title: 'Contracts',
    loader: async () => import('./platform/ContractsPage').then(({ ContractsPage }) => <ContractsPage />),
  },
});

const offerings = SubPageBlueprint.make({
  name: 'offerings',
  attachTo: ofPlatform,
  params: {
    path: 'offerings',
    title: 'Offerings',
    loader: async () => import('./platform/OfferingsPage').then(({ OfferingsPage }) => <OfferingsPage />),
  },
});

const radar = SubPageBlueprint.make({
  name: 'radar',
  attachTo: ofPlatform,
  params: {
    path: 'radar',
    title: 'Radar',
    loader: async () => import('./platform/RadarPage').then(({ RadarPage }) => <RadarPage />),
  },
});

const delivery = SubPageBlueprint.make({
  name: 'delivery',
  attachTo: ofPlatform,
  params: {
    path: 'delivery',
    title: 'Delivery',
    loader: async () => import('./platform/DeliveryPage').then(({ DeliveryPage }) => <DeliveryPage />),
  },
});

const waivers = SubPageBlueprint.make({
  name: 'waivers',
  attachTo: ofPlatform,
  params: {
    path: 'waivers',
    title: 'Waivers',
    loader: async () => import('./platform/WaiversPage').then(({ WaiversPage }) => <WaiversPage />),
  },
});

const approvals = PageBlueprint.make({
  name: 'approvals',
  params: {
    path: '/approvals',
    routeRef: approvalsRoute,
    title: 'Approvals',
    icon: <AssignmentTurnedIn fontSize="inherit" />,
    loader: async () => import('./approvals/ApprovalsPage').then(({ ApprovalsPage }) => <ApprovalsPage />),
  },
});

/** The pages of Build-Run teams. */
export const buildRunPlugin = createFrontendPlugin({
  pluginId: 'build-run',
  title: 'Build & run',
  routes: { platform: platformRoute, approvals: approvalsRoute },
  extensions: [
    client,
    team,
    environments,
    bindings,
    conformance,
    history,
    impact,
    alerts,
    waiting,
    ownTeam,
    platform,
    contracts,
    offerings,
    radar,
    delivery,
    waivers,
    approvals,
  ],
});

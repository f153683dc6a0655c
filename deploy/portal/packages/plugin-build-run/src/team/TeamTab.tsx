import { useEntity } from '@backstage/plugin-catalog-react';
import type { Deployment, Ref, RuleResult, Summary, Team } from '../api';
import { type DayCount, perDay } from '../figures/charts';
import { count } from '../figures/format';
import { DayBars } from '../parts/charts';
import { DeliveryFigures } from '../parts/DeliveryFigures';
import { DeploymentTable, isOpen } from '../parts/Deployments';
import { useBuildRun, useMe, useOwnRef } from '../parts/hooks';
import { DataTable, Nothing, Page, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { DeploymentMark, Mark, Name, SummaryBar, When } from '../parts/marks';
import { isOpenWaiver, WaiverTable } from '../parts/Waivers';
import { OnCallSection } from './OnCallSection';

const DAYS = 14;

/** What a team answers for: what it owns, who is called, how it delivers, and what it still owes the contract. */
export function TeamTab() {
  const api = useBuildRun();
  const { entity } = useEntity();
  const ref = useOwnRef();
  const { namespace = 'default', name } = entity.metadata;
  const team = useLoad(
    async signal => {
      const [found, results] = await Promise.all([
        api.team(namespace.toLowerCase(), name.toLowerCase(), signal),
        api.results({ owner: ref }, signal),
      ]);
      return { team: found, results };
    },
    [ref],
  );
  const deployments = useLoad(
    signal => api.deployments({ owner: ref, limit: 200 }, signal),
    [ref],
    items => (items?.some(isOpen) ? 3_000 : 60_000),
  );
  const dora = useLoad(signal => api.dora({ owner: ref, window: '30d' }, signal), [ref]);
  return (
    <Page isTab>
      <Section title="How we deliver" hint="The last 30 days">
        <Loaded load={dora} what="delivery figures" lines={3}>
          {({ total }) => <DeliveryFigures of={total} />}
        </Loaded>
      </Section>
      <div className="br-columns">
        <OnCallSection of={ref} />
        <Section title="Deployments" hint={`The last ${DAYS} days, all environments`}>
          <Loaded load={deployments} what="deployments" lines={5}>
            {items => {
              const days = perDay(items.map(happening), DAYS, new Date());
              return days.every(isEmpty) ? (
                <Nothing title={`Nothing was deployed in ${DAYS} days`} />
              ) : (
                <DayBars days={days} />
              );
            }}
          </Loaded>
        </Section>
      </div>
      <Section title="What we own">
        <Loaded load={team} what="what the team owns" lines={6}>
          {({ team: found, results }) => <Owned team={found} results={results} deployments={deployments.data ?? []} />}
        </Loaded>
      </Section>
      <Waivers of={ref} services={team.data?.team.services.map(service => service.ref)} />
      <Section title="Latest deployments">
        <Loaded load={deployments} what="deployments" lines={4}>
          {items =>
            items.length === 0 ? (
              <Nothing title="Nothing has been deployed yet">
                Deployments from the portal, from pipelines and from Argo CD appear here alike.
              </Nothing>
            ) : (
              <DeploymentTable caption="Latest deployments of this team" items={items.slice(0, 10)} withComponent />
            )
          }
        </Loaded>
      </Section>
    </Page>
  );
}

const isEmpty = ({ succeeded, failed, other }: DayCount) => succeeded + failed + other === 0;

function happening({ requestedAt, status }: Deployment) {
  const outcome =
    status === 'succeeded'
      ? ('succeeded' as const)
      : status === 'failed' || status === 'refused'
        ? ('failed' as const)
        : ('other' as const);
  return { at: requestedAt, outcome };
}

const NONE: Summary = { pass: 0, fail: 0, waived: 0, unknown: 0, obstacles: 0 };

function summaries(results: RuleResult[]): Map<Ref, Summary> {
  const found = new Map<Ref, Summary>();
  for (const { component, result, severity } of results) {
    const before = found.get(component) ?? NONE;
    const isObstacle = severity === 'error' && (result === 'fail' || result === 'unknown');
    found.set(component, { ...before, [result]: before[result] + 1, obstacles: before.obstacles + (isObstacle ? 1 : 0) });
  }
  return found;
}

function Owned({ team, results, deployments }: { team: Team; results: RuleResult[]; deployments: Deployment[] }) {
  const byService = summaries(results);
  const more = [...team.instances, ...team.selfRunServices];
  const others = [
    ...(team.instances.length > 0 ? [count(team.instances.length, 'platform service')] : []),
    ...(team.selfRunServices.length > 0 ? [count(team.selfRunServices.length, 'self-run service')] : []),
  ].join(' and ');
  if (team.services.length === 0) {
    return (
      <Nothing title="No service yet">
        {`${others && `This team has ${others}. `}A golden path under "Create" makes the first service.`}
      </Nothing>
    );
  }
  return (
    <>
      <DataTable
        caption="Services of this team"
        items={team.services}
        id={one => one.ref}
        columns={[
          { title: 'Service', cell: one => <Name of={one.ref} /> },
          { title: 'Type', cell: one => one.type },
          {
            title: 'Contract',
            cell: one =>
              one.contracts.length === 0 ? '-' : one.contracts.map(contract => <Name key={contract} of={contract} />),
          },
          { title: 'Conformance', cell: one => <SummaryBar summary={byService.get(one.ref) ?? NONE} /> },
          { title: 'To production', cell: one => <Gate summary={byService.get(one.ref)} /> },
          {
            title: 'Last deployment',
            cell: one => <Last deployment={deployments.find(({ component }) => component === one.ref)} />,
          },
        ]}
      />
      {more.length > 0 && (
        <details>
          <summary>{`And ${others}`}</summary>
          <ul className="br-list">
            {more.map(each => (
              <li key={each}>
                <Name of={each} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Gate({ summary }: { summary?: Summary }) {
  if (summary === undefined) {
    return <span className="br-hint">no rules apply</span>;
  }
  return summary.obstacles === 0 ? <Mark tone="good">Open</Mark> : <Mark tone="bad">{count(summary.obstacles, 'obstacle')}</Mark>;
}

function Last({ deployment }: { deployment?: Deployment }) {
  return deployment ? (
    <span className="br-row">
      <DeploymentMark status={deployment.status} />
      {deployment.environment}
      <When at={deployment.requestedAt} />
    </span>
  ) : (
    <span className="br-hint">none yet</span>
  );
}

function Waivers({ of, services }: { of: Ref; services?: Ref[] }) {
  const api = useBuildRun();
  const me = useMe();
  const waivers = useLoad(
    async signal => {
      const [inForce, asked] = await Promise.all([
        api.waivers({ status: 'approved' }, signal),
        api.waivers({ status: 'requested' }, signal),
      ]);
      return [...inForce, ...asked].filter(isOpenWaiver).sort((a, b) => a.expiresAt.localeCompare(b.expiresAt));
    },
    [of],
  );
  return (
    <Section title="Open waivers" hint="Rules that need not be kept for a while; they count again by themselves">
      <Loaded load={waivers} what="waivers" lines={3}>
        {all => {
          const own = all.filter(({ component }) => services?.includes(component));
          return own.length === 0 ? (
            <Nothing title="No waiver is open">
              Where a rule can’t be kept for now, ask for a waiver on the Conformance tab of the service.
            </Nothing>
          ) : (
            <WaiverTable
              caption="Open waivers of this team"
              items={own}
              mayWithdraw={() => me?.owns.includes(of) ?? false}
              onChange={waivers.reload}
            />
          );
        }}
      </Loaded>
    </Section>
  );
}

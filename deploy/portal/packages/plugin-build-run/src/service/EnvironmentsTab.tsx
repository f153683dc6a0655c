import { useState } from 'react';
import type { Deployment, Places } from '../api';
import { DeploymentTable, isOpen } from '../parts/Deployments';
import { useBuildRun, useOwnRef } from '../parts/hooks';
import { Nothing, Page, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { BreakGlass } from './BreakGlass';
import { EnvironmentCard } from './EnvironmentCard';
import { HandOver } from './HandOver';

const ROLES: Record<Places['role'], string> = {
  member: 'You act for its owner, so you may deploy, promote, roll back, restart and scale.',
  pipeline: 'You are a program that its owner trusts.',
  platform: 'You belong to the platform team, which sees everything here and changes nothing without break-glass.',
  none: 'Only its owner and the platform team see this.',
};

/** What runs where, and what its owner can do with it. */
export function EnvironmentsTab() {
  const api = useBuildRun();
  const ref = useOwnRef();
  const places = useLoad(signal => api.environments(ref, signal), [ref]);
  const deployments = useLoad(
    signal => api.deployments({ component: ref, limit: 50 }, signal),
    [ref],
    items => (items?.some(isOpen) ? 2_000 : 30_000),
  );
  return (
    <Page isTab>
      <Loaded load={places} what="environments" lines={6}>
        {found => (
          <>
            <p className="br-hint">
              Contract {found.contract}. {ROLES[found.role]}
            </p>
            <Environments places={found} deployments={deployments.data ?? []} onChange={deployments.reload} />
          </>
        )}
      </Loaded>
      {places.data && <BreakGlass places={places.data} />}
      <Section title="Deployments" hint="The last fifty, whoever did them and however">
        <Loaded load={deployments} what="deployments" lines={4}>
          {items =>
            items.length === 0 ? (
              <Nothing title="Nothing has been deployed yet">
                Deploy an image above, or let a pipeline or Argo CD do it: what is seen on the cluster is recorded here too.
              </Nothing>
            ) : (
              <DeploymentTable caption="Deployments of this component" items={items} />
            )
          }
        </Loaded>
      </Section>
      {places.data?.role === 'member' && <HandOver of={ref} />}
    </Page>
  );
}

function Environments({ places, deployments, onChange }: { places: Places; deployments: Deployment[]; onChange: () => void }) {
  const [watched, setWatched] = useState<Record<string, string>>({});
  if (places.items.length === 0) {
    return (
      <Nothing title="The contract names no environment">
        The platform team lists them in the contract, in the order of promotion.
      </Nothing>
    );
  }
  const begun = (deployment: Deployment) => {
    setWatched(before => ({ ...before, [deployment.environment]: deployment.id }));
    onChange();
  };
  return (
    <ol className="br-path" aria-label="Environments, in the order of promotion">
      {places.items.map((place, index) => (
        <li key={place.environment}>
          <EnvironmentCard
            component={places.entityRef}
            place={place}
            next={places.items[index + 1]}
            mayChange={places.role === 'member' || places.role === 'pipeline'}
            deployments={deployments.filter(({ environment }) => environment === place.environment)}
            watched={watched[place.environment]}
            onBegun={begun}
          />
        </li>
      ))}
    </ol>
  );
}

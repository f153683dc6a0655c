import type { Deployment } from '../api';
import { image } from '../figures/format';
import { DataTable, type Column } from './layout';
import { DeploymentMark, Name, When } from './marks';

const VERBS = { deploy: 'Deploy', promote: 'Promote', rollback: 'Roll back', restart: 'Restart', scale: 'Scale' };

/** What a deployment did, in a few words. */
export function What({ deployment }: { deployment: Deployment }) {
  const { action, image: to, replicas, replicasBefore, fromEnvironment } = deployment;
  return (
    <span>
      {VERBS[action]}
      {to && (
        <>
          {' '}
          <span className="br-code">{image(to).version}</span>
        </>
      )}
      {action === 'scale' && ` ${replicasBefore ?? '?'} → ${replicas ?? '?'}`}
      {fromEnvironment && ` from ${fromEnvironment}`}
    </span>
  );
}

/** Deployments in the order in which they come. */
export function DeploymentTable({
  caption,
  items,
  withComponent,
}: {
  caption: string;
  items: Deployment[];
  withComponent?: boolean;
}) {
  const component: Column<Deployment> = { title: 'Service', cell: one => <Name of={one.component} /> };
  return (
    <DataTable
      caption={caption}
      items={items}
      id={one => one.id}
      columns={[
        { title: 'When', cell: one => <When at={one.requestedAt} /> },
        ...(withComponent ? [component] : []),
        { title: 'Environment', cell: one => one.environment },
        { title: 'What', cell: one => <What deployment={one} /> },
        {
          title: 'Who and why',
          cell: one => (
            <>
              {one.startedBy ? (
                <Name of={one.startedBy} />
              ) : (
                <span>{one.source === 'observed' ? 'seen on the cluster' : 'unknown'}</span>
              )}
              {one.reason && <div className="br-hint">{one.reason}</div>}
            </>
          ),
        },
        {
          title: 'Outcome',
          cell: one => (
            <>
              <DeploymentMark status={one.status} />
              {one.message && one.status !== 'succeeded' && <div className="br-hint">{one.message}</div>}
            </>
          ),
        },
      ]}
    />
  );
}

export const isOpen = ({ status }: Deployment) => status === 'pending' || status === 'rolling';

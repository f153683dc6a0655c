import { useState } from 'react';
import { Alert, Button } from '@backstage/ui';
import type { Deployment, DeploymentAction, Place, Pod, Ref, Running, Workload } from '../api';
import { count, image } from '../figures/format';
import { isOpen, What } from '../parts/Deployments';
import { useBuildRun } from '../parts/hooks';
import { Nothing } from '../parts/layout';
import { Loaded, useLoad, useReloadOn } from '../parts/load';
import { DeploymentMark, Mark, RolloutMark, When } from '../parts/marks';
import { ActionDialog } from './ActionDialog';
import { EventsDialog } from './EventsDialog';
import { LogDialog } from './LogDialog';

interface CardProps {
  component: Ref;
  place: Place;
  /** The environment after it. */
  next?: Place;
  mayChange: boolean;
  deployments: Deployment[];
  /** The deployment that was begun here last, to be shown until it is done. */
  watched?: string;
  onBegun: (deployment: Deployment) => void;
}

/** One environment: what runs, how it is, what was done lately, and what can be done. */
export function EnvironmentCard(props: CardProps) {
  const { place, deployments, watched } = props;
  return (
    <>
      <div className="br-section-head">
        <h2 className="br-title">{place.environment}</h2>
        <span className="br-row">
          {place.production && (
            <Mark tone="busy" isLabel>
              Production
            </Mark>
          )}
          {place.mode === 'plan' && (
            <Mark tone="idle" isLabel>
              Plan only
            </Mark>
          )}
        </span>
      </div>
      {watched && <Progress id={watched} />}
      {place.mode === 'live' ? (
        <Live {...props} />
      ) : (
        <Nothing title="No cluster is connected">
          What belongs to namespace <span className="br-code">{place.namespace}</span> is rendered into its repository.
          Deployments begin when the operator connects a cluster for {place.environment}.
        </Nothing>
      )}
      <Lately deployments={deployments} />
    </>
  );
}

function Live({ component, place, next, mayChange, deployments, watched, onBegun }: CardProps) {
  const api = useBuildRun();
  const isMoving = deployments.some(isOpen);
  const running = useLoad(
    signal => api.running(component, place.environment, signal),
    [component, place.environment],
    seen => (isMoving || seen?.workloads.some(({ rollout }) => rollout?.state === 'progressing') ? 2_000 : 20_000),
  );
  useReloadOn(isMoving, running.reload);
  return (
    <>
      <Loaded load={running} what={`what runs in ${place.environment}`} lines={4}>
        {seen => <Workloads seen={seen} isTold={watched !== undefined} />}
      </Loaded>
      <Actions {...{ component, place, next, mayChange, onBegun }} running={running.data} />
    </>
  );
}

/** @param isTold whether the last deployment is told above, with what keeps it */
function Workloads({ seen, isTold }: { seen: Running; isTold: boolean }) {
  if (seen.workloads.length === 0) {
    return (
      <Nothing title="Nothing runs here yet">
        The first deployment to namespace <span className="br-code">{seen.namespace}</span> comes from the manifests in the
        repository.
      </Nothing>
    );
  }
  return (
    <div className="br-stack">
      {seen.workloads.map(workload => (
        <WorkloadFacts key={`${workload.kind}/${workload.name}`} workload={workload} pods={seen.pods} isTold={isTold} />
      ))}
      <p className="br-hint">
        Namespace <span className="br-code">{seen.namespace}</span> of cluster {seen.cluster}
      </p>
    </div>
  );
}

function WorkloadFacts({ workload, pods, isTold }: { workload: Workload; pods: Pod[]; isTold: boolean }) {
  const { replicas, rollout } = workload;
  return (
    <dl className="br-facts">
      <dt>{workload.kind}</dt>
      <dd>
        <strong>{workload.name}</strong>
      </dd>
      <dt>Image</dt>
      <dd>
        {workload.images.map(({ container, image: reference }) => (
          <div key={container} title={reference}>
            {image(reference).name} <span className="br-code">{image(reference).version}</span>
          </div>
        ))}
      </dd>
      {rollout && (
        <>
          <dt>Rollout</dt>
          <dd>
            <RolloutMark state={rollout.state} />
            {!isTold && rollout.state !== 'complete' && rollout.state !== 'progressing' && (
              <div className="br-hint">{rollout.message}</div>
            )}
          </dd>
        </>
      )}
      {replicas && (
        <>
          <dt>Pods</dt>
          <dd>
            {replicas.ready} of {replicas.desired} ready
            <Pods pods={pods} told={rollout?.state === 'failed' ? rollout.message : ''} />
          </dd>
        </>
      )}
      {workload.schedule && (
        <>
          <dt>Runs</dt>
          <dd>
            {workload.schedule}
            {workload.lastScheduledAt && (
              <>
                , last <When at={workload.lastScheduledAt} />
              </>
            )}
          </dd>
        </>
      )}
    </dl>
  );
}

/** One square a pod, and in words why one is not ready, unless that is told already. */
function Pods({ pods, told }: { pods: Pod[]; told: string }) {
  const troubled = pods.filter(({ why }) => why !== null && !told.includes(why));
  return (
    <>
      <ul className="br-pods" aria-label="Pods">
        {pods.map(pod => {
          const state = pod.terminating ? 'going away' : pod.ready ? 'ready' : pod.phase === 'Succeeded' ? 'done' : 'not ready';
          const isComing = pod.restarts === 0 && told === '';
          const tone = state === 'ready' || state === 'done' ? 'good' : isComing ? 'busy' : 'bad';
          const text = `${pod.name}: ${state}${pod.restarts > 0 ? `, ${count(pod.restarts, 'restart')}` : ''}`;
          return <li key={pod.name} className="br-pod" data-tone={tone} title={text} aria-label={text} />;
        })}
      </ul>
      {troubled.slice(0, 3).map(pod => (
        <div key={pod.name} className="br-hint">
          {pod.why}
        </div>
      ))}
    </>
  );
}

function Lately({ deployments }: { deployments: Deployment[] }) {
  if (deployments.length === 0) {
    return null;
  }
  return (
    <div className="br-stack">
      <h3 className="br-subtitle">Lately</h3>
      <ul className="br-list">
        {deployments.slice(0, 3).map(one => (
          <li key={one.id} className="br-row">
            <DeploymentMark status={one.status} />
            <What deployment={one} />
            <span className="br-hint">
              <When at={one.requestedAt} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Follows one deployment to its end and says how it went; screen readers hear it. */
function Progress({ id }: { id: string }) {
  const api = useBuildRun();
  const { data } = useLoad(
    signal => api.deployment(id, signal),
    [id],
    one => (one === undefined || isOpen(one) ? 1_000 : undefined),
  );
  const status = data === undefined || isOpen(data) ? 'info' : data.status === 'succeeded' ? 'success' : 'danger';
  return (
    <div role={status === 'danger' ? 'alert' : 'status'}>
      <Alert
        status={status}
        icon
        isPending={status === 'info'}
        title={data ? <What deployment={data} /> : 'Begins'}
        description={
          data?.message ?? (status === 'success' ? 'All replicas are updated and available.' : 'On its way to the cluster.')
        }
      />
    </div>
  );
}

type Shown = DeploymentAction | 'log' | 'events' | undefined;

function Actions({
  component,
  place,
  next,
  mayChange,
  running,
  onBegun,
}: Omit<CardProps, 'deployments' | 'watched'> & { running?: Running }) {
  const [shown, setShown] = useState<Shown>();
  const close = () => setShown(undefined);
  const hasWorkload = running !== undefined && running.workloads.length > 0;
  const choices: [DeploymentAction, string, boolean][] = [
    ['deploy', 'Deploy', hasWorkload],
    ['promote', `Promote to ${next?.environment}`, hasWorkload && next !== undefined],
    ['rollback', 'Roll back', hasWorkload],
    ['restart', 'Restart', hasWorkload],
    ['scale', 'Scale', hasWorkload],
  ];
  return (
    <div className="br-actions" role="group" aria-label={`What you can do in ${place.environment}`}>
      {choices
        .filter(([action]) => action !== 'promote' || next)
        .map(([action, text, isPossible]) => (
          <Button
            key={action}
            size="small"
            variant={action === 'promote' ? 'primary' : 'secondary'}
            isDisabled={!mayChange || !isPossible}
            onPress={() => setShown(action)}
          >
            {text}
          </Button>
        ))}
      <Button size="small" variant="tertiary" isDisabled={!running?.pods.length} onPress={() => setShown('log')}>
        Logs
      </Button>
      <Button size="small" variant="tertiary" isDisabled={!running} onPress={() => setShown('events')}>
        Events
      </Button>
      {shown === 'events' && <EventsDialog component={component} environment={place.environment} onClose={close} />}
      {shown === 'log' && running && (
        <LogDialog component={component} environment={place.environment} pods={running.pods} onClose={close} />
      )}
      {shown && shown !== 'log' && shown !== 'events' && running && (
        <ActionDialog
          action={shown}
          component={component}
          place={place}
          next={next}
          running={running}
          onBegun={onBegun}
          onClose={close}
        />
      )}
    </div>
  );
}

import { useState } from 'react';
import { NumberField, Select, Text, TextField } from '@backstage/ui';
import type { Deployment, DeploymentAction, Order, Place, Ref, Running } from '../api';
import { image, shortName } from '../figures/format';
import { Ask } from '../parts/Ask';
import { useBuildRun } from '../parts/hooks';

interface ActionProps {
  action: DeploymentAction;
  component: Ref;
  place: Place;
  next?: Place;
  running: Running;
  onBegun: (deployment: Deployment) => void;
  onClose: () => void;
}

const TITLES: Record<DeploymentAction, (name: string, environment: string, next?: string) => string> = {
  deploy: (name, environment) => `Deploy ${name} to ${environment}`,
  promote: (name, environment, next) => `Promote ${name} from ${environment} to ${next}`,
  rollback: (name, environment) => `Roll ${name} back in ${environment}`,
  restart: (name, environment) => `Restart ${name} in ${environment}`,
  scale: (name, environment) => `Scale ${name} in ${environment}`,
};

const VERBS: Record<DeploymentAction, string> = {
  deploy: 'Deploy',
  promote: 'Promote',
  rollback: 'Roll back',
  restart: 'Restart',
  scale: 'Scale',
};

/** Asks for what an action needs, and begins it. */
export function ActionDialog({ action, component, place, next, running, onBegun, onClose }: ActionProps) {
  const api = useBuildRun();
  const scalable = running.workloads.filter(({ replicas }) => replicas !== undefined);
  const [workload, setWorkload] = useState(scalable[0]?.name ?? '');
  const chosen = scalable.find(({ name }) => name === workload);
  const [reference, setReference] = useState('');
  const [replicas, setReplicas] = useState(chosen?.replicas?.desired ?? 1);

  const missing =
    action === 'deploy' && !reference.includes('@sha256:')
      ? 'Image: expected one that is pinned by its digest, such as registry.example/shop/cart@sha256:…'
      : undefined;
  const order: Order = {
    ...(action === 'deploy' ? { image: reference.trim() } : {}),
    ...(action === 'scale' ? { replicas } : {}),
    ...(action === 'promote' && next ? { to: next.environment } : {}),
    ...(scalable.length > 1 ? { workload } : {}),
  };

  return (
    <Ask
      title={TITLES[action](shortName(component), place.environment, next?.environment)}
      verb={VERBS[action]}
      isDestructive={action === 'rollback'}
      reason={{
        label: 'Why',
        isRequired: place.production || action === 'rollback' || (action === 'promote' && next?.production === true),
      }}
      missing={missing}
      onConfirm={async reason =>
        onBegun(await api.begin(component, place.environment, action, { ...order, ...(reason ? { reason } : {}) }))
      }
      onClose={onClose}
    >
      {scalable.length > 1 && (
        <Select
          label="Workload"
          options={scalable.map(({ kind, name }) => ({ value: name, label: `${kind} ${name}` }))}
          selectedKey={workload}
          onSelectionChange={key => setWorkload(String(key))}
        />
      )}
      <Consequence action={action} place={place} next={next} now={chosen?.images[0]?.image} />
      {action === 'deploy' && (
        <TextField
          label="Image"
          isRequired
          autoFocus
          value={reference}
          onChange={setReference}
          description="With its digest, as the pipeline has printed it"
          placeholder="registry.example/shop/cart@sha256:…"
        />
      )}
      {action === 'scale' && (
        <NumberField label="Replicas" isRequired autoFocus minValue={0} maxValue={1000} value={replicas} onChange={setReplicas} />
      )}
    </Ask>
  );
}

function Consequence({ action, place, next, now }: { action: DeploymentAction; place: Place; next?: Place; now?: string }) {
  const what = now ? `${image(now).name} ${image(now).version}` : 'what runs';
  const text: Record<DeploymentAction, string> = {
    deploy: `Now ${what} runs in ${place.environment}.`,
    promote: `${what} goes to ${next?.environment}, if the rollout here is complete${next?.production ? ' and no rule stands in the way' : ''}.`,
    rollback: `${what} gives way to the image before it that was rolled out completely.`,
    restart: 'Pods are replaced one after the other; the image stays.',
    scale: 'Pods are added or taken away; the image stays.',
  };
  return <Text as="p">{text[action]}</Text>;
}

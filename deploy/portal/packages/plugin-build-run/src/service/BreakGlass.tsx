import { useState } from 'react';
import { Alert, Button, Select } from '@backstage/ui';
import type { Grant, Places } from '../api';
import { count, shortName } from '../figures/format';
import { Ask } from '../parts/Ask';
import { useBuildRun } from '../parts/hooks';
import { useLoad } from '../parts/load';
import { Name, When } from '../parts/marks';

const MINUTES = [15, 30, 60, 240];

/** Who of the platform team may write here at present, and the way to it. */
export function BreakGlass({ places }: { places: Places }) {
  const api = useBuildRun();
  const component = places.entityRef;
  const grants = useLoad(
    signal => api.grants(component, signal),
    [component],
    () => 30_000,
  );
  const open = (grants.data ?? []).filter(({ status }) => status === 'open' || status === 'pending');
  const live = places.items.filter(({ mode }) => mode === 'live').map(({ environment }) => environment);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      {open.map(grant => (
        <OpenGrant key={grant.id} grant={grant} onEnded={grants.reload} />
      ))}
      {places.role === 'platform' && live.length > 0 && (
        <div>
          <Button variant="secondary" destructive onPress={() => setAsking(true)}>
            Break the glass
          </Button>
        </div>
      )}
      {isAsking && <Wish component={component} environments={live} onOpened={grants.reload} onClose={() => setAsking(false)} />}
    </>
  );
}

function OpenGrant({ grant, onEnded }: { grant: Grant; onEnded: () => void }) {
  const api = useBuildRun();
  const [isEnding, setEnding] = useState(false);
  return (
    <div role="status">
      <Alert
        status="warning"
        icon
        title={`The platform team may write in ${grant.environment}`}
        description={
          <>
            {grant.reason} Opened by <Name of={grant.requestedBy} />, ends <When at={grant.expiresAt} />.
          </>
        }
        customActions={
          <Button size="small" variant="secondary" onPress={() => setEnding(true)}>
            End it now
          </Button>
        }
      />
      {isEnding && (
        <Ask
          title={`End break-glass in ${grant.environment}`}
          verb="End it"
          onConfirm={async () => {
            await api.endGrant(grant.id);
            onEnded();
          }}
          onClose={() => setEnding(false)}
        >
          <p>The platform team can only read again.</p>
        </Ask>
      )}
    </div>
  );
}

function Wish({
  component,
  environments,
  onOpened,
  onClose,
}: {
  component: string;
  environments: string[];
  onOpened: () => void;
  onClose: () => void;
}) {
  const api = useBuildRun();
  const [environment, setEnvironment] = useState(environments[0]);
  const [minutes, setMinutes] = useState(30);
  return (
    <Ask
      title={`Break the glass for ${shortName(component)}`}
      verb="Break it"
      isDestructive
      reason={{ label: 'Why, in a sentence that its owner will read', isRequired: true }}
      onConfirm={async reason => {
        await api.breakGlass({ component, environment, reason, minutes });
        onOpened();
      }}
      onClose={onClose}
    >
      <p>The platform team can write in the namespace until the time is over. Its owner is told, and the audit has it.</p>
      <Select
        label="Environment"
        options={environments.map(each => ({ value: each, label: each }))}
        selectedKey={environment}
        onSelectionChange={key => setEnvironment(String(key))}
      />
      <Select
        label="For how long"
        options={MINUTES.map(each => ({ value: String(each), label: count(each, 'minute') }))}
        selectedKey={String(minutes)}
        onSelectionChange={key => setMinutes(Number(key))}
      />
    </Ask>
  );
}

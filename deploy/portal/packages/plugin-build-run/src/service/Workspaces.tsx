import { useState } from 'react';
import { Button } from '@backstage/ui';
import type { ObjectState, Ref, Workspace } from '../api';
import { count } from '../figures/format';
import { useBuildRun } from '../parts/hooks';
import { DataTable, Nothing, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Mark, type Tone } from '../parts/marks';

const TONES: Record<ObjectState, Tone> = {
  'in-sync': 'good',
  planned: 'idle',
  missing: 'bad',
  drifted: 'warn',
  conflict: 'bad',
  foreign: 'warn',
  stale: 'warn',
  unknown: 'idle',
};

/** The namespaces of a component: whether they are as contract and catalog want them. */
export function Workspaces({ of, isMine }: { of: Ref; isMine: boolean }) {
  const api = useBuildRun();
  const workspaces = useLoad(signal => api.workspaces(of, signal), [of]);
  const [busy, setBusy] = useState<string>();
  const [error, setError] = useState<string>();
  const ensure = async (environment: string) => {
    setBusy(environment);
    setError(undefined);
    try {
      await api.ensureWorkspace(of, environment);
      workspaces.reload();
    } catch (failure) {
      setError((failure as Error).message);
    }
    setBusy(undefined);
  };
  return (
    <Section title="Workspaces" hint="A namespace for each environment, with quota, network rules and the rights of its owner">
      {error && (
        <div role="alert">
          <Mark tone="bad">Not done</Mark> {error}
        </div>
      )}
      <Loaded load={workspaces} what="workspaces" lines={4}>
        {items =>
          items.length === 0 ? (
            <Nothing title="The contract names no environment" />
          ) : (
            <DataTable
              caption="Workspaces of this component"
              items={items}
              id={one => one.environment}
              columns={[
                { title: 'Environment', cell: one => <strong>{one.environment}</strong> },
                { title: 'Namespace', cell: one => <span className="br-code">{one.namespace}</span> },
                { title: 'Cluster', cell: one => one.cluster ?? 'none, plan only' },
                { title: 'State', isText: true, cell: one => <State of={one} /> },
                {
                  title: 'What you can do',
                  isTitleHidden: true,
                  cell: one =>
                    one.mode === 'cluster' && !one.inSync ? (
                      <Button
                        size="small"
                        variant="secondary"
                        isDisabled={!isMine}
                        isPending={busy === one.environment}
                        aria-label={`Mend the workspace in ${one.environment}`}
                        onPress={() => ensure(one.environment)}
                      >
                        Mend
                      </Button>
                    ) : null,
                },
              ]}
            />
          )
        }
      </Loaded>
    </Section>
  );
}

function State({ of: { mode, inSync, note, objects } }: { of: Workspace }) {
  return (
    <div className="br-stack">
      <span>
        {mode === 'plan' ? (
          <Mark tone="idle">Planned</Mark>
        ) : inSync ? (
          <Mark tone="good">As it should be</Mark>
        ) : (
          <Mark tone="warn">Differs</Mark>
        )}
      </span>
      {note && <span className="br-hint">{note}</span>}
      {objects.length > 0 && (
        <details>
          <summary>{count(objects.length, 'object')}</summary>
          <ul className="br-list">
            {objects.map(({ object, state, details }) => (
              <li key={object}>
                <span className="br-row">
                  <Mark tone={TONES[state]}>{state}</Mark>
                  <span className="br-code">{object}</span>
                </span>
                {details.map(detail => (
                  <div key={detail} className="br-hint">
                    {detail}
                  </div>
                ))}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

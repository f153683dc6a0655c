import { useState } from 'react';
import { Button } from '@backstage/ui';
import type { Binding } from '../api';
import { Ask } from '../parts/Ask';
import { useBuildRun, useIsMine, useOwnRef } from '../parts/hooks';
import { DataTable, Nothing, Page, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Mark, Name, When, type Tone } from '../parts/marks';
import { Workspaces } from './Workspaces';

const STATES: Record<Binding['status'], [Tone, string]> = {
  planned: ['idle', 'Planned'],
  requested: ['busy', 'On its way'],
  ready: ['good', 'Ready'],
  failed: ['bad', 'Failed'],
  unbinding: ['warn', 'Going away'],
};

/** Which platform services a component is bound to, in which environment, and where it finds them. */
export function BindingsTab() {
  const api = useBuildRun();
  const ref = useOwnRef();
  const isMine = useIsMine();
  const [gone, setGone] = useState<Binding>();
  const bindings = useLoad(
    signal => api.bindings(ref, signal),
    [ref],
    items => (items?.some(({ status }) => status === 'requested' || status === 'unbinding') ? 3_000 : undefined),
  );
  return (
    <Page isTab>
      <Workspaces of={ref} isMine={isMine} />
      <Section
        title="Bindings"
        hint="A bound service is a folder of files with address and password in the container. The portal never reads them."
      >
        <Loaded load={bindings} what="bindings" lines={5}>
          {items =>
            items.length === 0 ? (
              <Nothing title="Bound to nothing">
                A golden path binds the services that are ticked in its form; templates bind with the action platform:bind.
              </Nothing>
            ) : (
              <DataTable
                caption="Bindings of this component"
                items={items}
                id={one => `${one.environment}/${one.name}`}
                columns={[
                  { title: 'Name', cell: one => <strong>{one.name}</strong> },
                  { title: 'Environment', cell: one => one.environment },
                  { title: 'Service', cell: one => <Name of={one.instance ?? one.offering} /> },
                  { title: 'Plan', cell: one => one.plan },
                  {
                    title: 'State',
                    cell: one => (
                      <>
                        <Mark tone={STATES[one.status][0]}>{STATES[one.status][1]}</Mark>
                        {one.message && <div className="br-hint">{one.message}</div>}
                      </>
                    ),
                  },
                  {
                    title: 'Found at',
                    cell: one => (
                      <>
                        <span className="br-code">{one.mountPath}</span>
                        <div className="br-hint">
                          Secret <span className="br-code">{one.secretName}</span> in {one.namespace}
                        </div>
                      </>
                    ),
                  },
                  { title: 'Since', cell: one => <When at={one.readyAt ?? one.requestedAt} /> },
                  {
                    title: 'What you can do',
                    isTitleHidden: true,
                    cell: one => (
                      <Button
                        size="small"
                        variant="secondary"
                        isDisabled={!isMine || one.status === 'unbinding'}
                        aria-label={`Unbind ${one.name} in ${one.environment}`}
                        onPress={() => setGone(one)}
                      >
                        Unbind
                      </Button>
                    ),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Section>
      {gone && (
        <Ask
          title={`Unbind ${gone.name} in ${gone.environment}`}
          verb="Unbind"
          isDestructive
          onConfirm={async () => {
            await api.unbind(ref, gone.environment, gone.name);
            bindings.reload();
          }}
          onClose={() => setGone(undefined)}
        >
          <p>
            The files at <span className="br-code">{gone.mountPath}</span> go away. As long as a workload mounts them, this is
            refused.
          </p>
        </Ask>
      )}
    </Page>
  );
}

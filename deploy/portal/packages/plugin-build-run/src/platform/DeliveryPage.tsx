import { useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import type { ConformanceDay, Dora, Window } from '../api';
import { duration, figure, percent, shortName } from '../figures/format';
import { Legend, LevelBars, ShareArea } from '../parts/charts';
import { DeliveryFigures } from '../parts/DeliveryFigures';
import { useBuildRun } from '../parts/hooks';
import { DataTable, Nothing, Page, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Name } from '../parts/marks';

const WINDOWS: [Window, string][] = [
  ['7d', '7 days'],
  ['30d', '30 days'],
  ['90d', '90 days'],
];

/** How teams deliver, and how the contract is kept over time. */
export function DeliveryPage() {
  const api = useBuildRun();
  const [window, setWindow] = useState<Window>('30d');
  const dora = useLoad(signal => api.dora({ window, by: 'owner' }, signal), [window]);
  const days = useLoad(signal => api.conformanceDays({}, signal), []);
  const choice = (
    <ToggleButtonGroup
      aria-label="Which days to count"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[window]}
      onSelectionChange={keys => setWindow([...keys][0] as Window)}
    >
      {WINDOWS.map(([id, text]) => (
        <ToggleButton key={id} id={id}>
          {text}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
  return (
    <Page>
      <Section title="How we deliver" hint="All teams together" actions={choice}>
        <Loaded load={dora} what="delivery figures" lines={3}>
          {({ total }) => <DeliveryFigures of={total} />}
        </Loaded>
      </Section>
      <Loaded load={dora} what="delivery figures by team" lines={6}>
        {found => <Teams dora={found} />}
      </Loaded>
      <Section title="How the contract is kept" hint="The share of results, day by day; what is unknown never counts as kept">
        <Loaded load={days} what="conformance by day" lines={5}>
          {items => (items.length === 0 ? <Nothing title="No day has been counted yet" /> : <Kept items={items} />)}
        </Loaded>
      </Section>
    </Page>
  );
}

function Teams({ dora: { groups } }: { dora: Dora }) {
  if (groups.length === 0) {
    return (
      <Section title="By team">
        <Nothing title="Nothing was deployed in these days">
          Deployments from the portal, from pipelines and from Argo CD count alike.
        </Nothing>
      </Section>
    );
  }
  const bars = (value: (group: Dora['groups'][number]) => number | null) =>
    groups
      .map(group => ({ name: shortName(group.key), value: value(group) }))
      .filter((bar): bar is { name: string; value: number } => bar.value !== null)
      .sort((a, b) => b.value - a.value);
  const charts = [
    { title: 'Deployments a day', tone: 'good' as const, items: bars(({ figures }) => figures.deploymentsPerDay), unit: figure },
    {
      title: 'Lead time, median',
      tone: 'busy' as const,
      items: bars(({ figures }) => figures.leadTime.medianSeconds),
      unit: duration,
    },
    {
      title: 'Change failure rate',
      tone: 'bad' as const,
      items: bars(({ figures }) => figures.changeFailureRate),
      unit: percent,
    },
    {
      title: 'Time to restore, median',
      tone: 'warn' as const,
      items: bars(({ figures }) => figures.timeToRestore.medianSeconds),
      unit: duration,
    },
  ];
  return (
    <>
      <div className="br-columns">
        {charts.map(({ title, tone, items, unit }) => (
          <Section key={title} title={title}>
            {items.length === 0 ? (
              <Nothing title="Not known of any team" />
            ) : (
              <LevelBars title={title} items={items.map(item => ({ ...item, tone }))} unit={unit} />
            )}
          </Section>
        ))}
      </div>
      <Section title="By team">
        <DataTable
          caption="Delivery figures by team"
          items={groups}
          id={one => one.key}
          columns={[
            { title: 'Team', cell: one => (one.key === 'null' ? 'nobody' : <Name of={one.key} />) },
            { title: 'Deployments', align: 'end', cell: one => one.figures.deployments },
            { title: 'A day', align: 'end', cell: one => figure(one.figures.deploymentsPerDay) },
            { title: 'Lead time', align: 'end', cell: one => time(one.figures.leadTime.medianSeconds) },
            { title: 'Failed changes', align: 'end', cell: one => percent(one.figures.changeFailureRate) },
            { title: 'Time to restore', align: 'end', cell: one => time(one.figures.timeToRestore.medianSeconds) },
            { title: 'Hand-overs', align: 'end', cell: one => figure(one.figures.handOversPerDeployment) },
          ]}
        />
      </Section>
    </>
  );
}

const time = (seconds: number | null) => (seconds === null ? '-' : duration(seconds));

function Kept({ items }: { items: ConformanceDay[] }) {
  const last = items[items.length - 1];
  return (
    <>
      <ShareArea
        title={`Conformance of ${items.length === 1 ? 'one day' : `the last ${items.length} days`}; ${percent(last.passShare)} of the results pass on the last of them`}
        days={items.map(({ day, pass, waived, unknown, fail }) => ({
          day,
          parts: [
            { tone: 'good', key: 'pass', value: pass },
            { tone: 'warn', key: 'waived', value: waived },
            { tone: 'idle', key: 'unknown', value: unknown },
            { tone: 'bad', key: 'fail', value: fail },
          ],
        }))}
      />
      <Legend
        items={[
          ['good', `pass (${last.pass})`],
          ['warn', `waived (${last.waived})`],
          ['idle', `unknown (${last.unknown})`],
          ['bad', `fail (${last.fail})`],
        ]}
      />
    </>
  );
}

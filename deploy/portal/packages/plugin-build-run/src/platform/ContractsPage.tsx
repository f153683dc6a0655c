import { useState } from 'react';
import { Button } from '@backstage/ui';
import type { Contract, Contracts } from '../api';
import { count, day } from '../figures/format';
import { useBuildRun } from '../parts/hooks';
import { DataTable, Nothing, Page, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Mark, Name, SummaryBar, When, type Tone } from '../parts/marks';

const STAGES: Record<NonNullable<Contract['stage']>, [Tone, string]> = {
  alpha: ['busy', 'Alpha'],
  beta: ['busy', 'Beta'],
  ga: ['good', 'In production'],
  deprecated: ['warn', 'Deprecated'],
  removed: ['idle', 'Removed'],
};

/** Versions of the contract, and who still relies on which. */
export function ContractsPage() {
  const api = useBuildRun();
  const contracts = useLoad(signal => api.contracts(signal), []);
  return (
    <Page>
      <Loaded load={contracts} what="contracts" lines={8}>
        {found => <Versions contracts={found} />}
      </Loaded>
    </Page>
  );
}

function Versions({ contracts }: { contracts: Contracts }) {
  const published = contracts.items.filter(({ entityRef }) => entityRef);
  const [chosen, setChosen] = useState<string>();
  const version = chosen ?? published.find(({ stage }) => stage === 'deprecated')?.version ?? contracts.usual;
  return (
    <>
      <Section title="Contract versions" hint={`Services that name none keep ${contracts.usual}`}>
        <DataTable
          caption="Contract versions"
          items={contracts.items}
          id={one => one.entityRef ?? one.version ?? ''}
          columns={[
            { title: 'Version', cell: one => (one.entityRef ? <Name of={one.entityRef} /> : 'Built in') },
            { title: 'Stage', cell: one => (one.stage ? <Mark tone={STAGES[one.stage][0]}>{STAGES[one.stage][1]}</Mark> : '-') },
            { title: 'Since', cell: one => (one.since ? <time dateTime={one.since}>{day(one.since)}</time> : '-') },
            { title: 'Ends', cell: one => (one.sunsetAt ? <Sunset at={one.sunsetAt} /> : '-') },
            { title: 'Relied on by', cell: one => (one.consumers === undefined ? '-' : count(one.consumers, 'service')) },
            { title: 'Notes', isText: true, cell: one => <Notes of={one} isUsual={one.version === contracts.usual} /> },
            {
              title: 'What you can do',
              isTitleHidden: true,
              cell: one =>
                one.entityRef && one.version && one.inForce ? (
                  <Button
                    size="small"
                    variant="secondary"
                    aria-label={`Show who relies on ${one.version}`}
                    onPress={() => setChosen(one.version)}
                  >
                    Who
                  </Button>
                ) : null,
            },
          ]}
        />
      </Section>
      <Consumers version={version} isPublished={published.some(each => each.version === version && each.inForce)} />
    </>
  );
}

function Sunset({ at }: { at: string }) {
  return (
    <>
      {day(at)} (<When at={at} />)
    </>
  );
}

function Notes({ of, isUsual }: { of: Contract; isUsual: boolean }) {
  const problems = of.problems ?? of.refused?.problems ?? [];
  return (
    <div className="br-stack">
      {isUsual && <span>the usual one</span>}
      {!of.inForce && problems.length === 0 && <span className="br-hint">not in force</span>}
      {of.refused && <Mark tone="bad">{of.refused.gone ? 'Removal refused' : 'Change refused'}</Mark>}
      {!of.refused && problems.length > 0 && <Mark tone="bad">Not in force</Mark>}
      {problems.length > 0 && (
        <ul className="br-list">
          {problems.map(problem => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Consumers({ version, isPublished }: { version: string; isPublished: boolean }) {
  const api = useBuildRun();
  const load = useLoad(async signal => (isPublished ? api.consumers(version, signal) : []), [version, isPublished]);
  return (
    <Section title={`Who relies on ${version}`}>
      <Loaded load={load} what="consumers" lines={5}>
        {items =>
          items.length === 0 ? (
            <Nothing title="Nobody does">Services say so by consuming the API of the contract.</Nothing>
          ) : (
            <DataTable
              caption={`Services that rely on ${version}`}
              items={items}
              id={one => one.component}
              columns={[
                { title: 'Service', cell: one => <Name of={one.component} /> },
                { title: 'Owner', cell: one => <Name of={one.owner} /> },
                { title: 'Conformance', cell: one => <SummaryBar summary={one.summary} /> },
              ]}
            />
          )
        }
      </Loaded>
    </Section>
  );
}

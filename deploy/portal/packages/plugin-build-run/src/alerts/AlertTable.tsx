import { useState } from 'react';
import { Button, Link } from '@backstage/ui';
import type { Alert } from '../api';
import { severityTone } from '../figures/alerts';
import { Ask } from '../parts/Ask';
import { useBuildRun, type Me } from '../parts/hooks';
import { DataTable, type Column } from '../parts/layout';
import { Mark, Name, When } from '../parts/marks';

interface AlertTableProps {
  caption: string;
  items: Alert[];
  withComponent: boolean;
  me?: Me;
  onChange: () => void;
}

/** Alerts with who was told, and for those who answer for them the way to take one. */
export function AlertTable({ caption, items, withComponent, me, onChange }: AlertTableProps) {
  const api = useBuildRun();
  const [taken, setTaken] = useState<Alert>();
  const can = (one: Alert) => mayTake(one, me);
  const component: Column<Alert> = { title: 'Service', cell: one => <Name of={one.component} /> };
  const actions: Column<Alert> = {
    title: 'What you can do',
    isTitleHidden: true,
    cell: one =>
      can(one) ? (
        <Button size="small" variant="secondary" aria-label={`Take ${one.name}`} onPress={() => setTaken(one)}>
          Take
        </Button>
      ) : null,
  };
  return (
    <>
      <DataTable
        caption={caption}
        items={items}
        id={one => one.id}
        columns={[
          { title: 'Alert', isText: true, cell: one => <Title of={one} /> },
          ...(withComponent ? [component] : []),
          { title: 'Severity', cell: one => <Mark tone={severityTone(one.severity)}>{one.severity ?? 'none given'}</Mark> },
          { title: 'Since', cell: one => <When at={one.startsAt} /> },
          { title: 'Told', isText: true, cell: one => <Told of={one} /> },
          { title: 'State', cell: one => <State of={one} /> },
          ...(items.some(can) ? [actions] : []),
        ]}
      />
      {taken && (
        <Ask
          title={`Take ${taken.name}`}
          verb="Take it"
          reason={{ label: 'A word for the others', isRequired: false }}
          onConfirm={async comment => {
            await api.acknowledge(taken.id, comment);
            onChange();
          }}
          onClose={() => setTaken(undefined)}
        >
          <p>Everybody sees that you look after it. The alert goes on until what it is about has passed.</p>
        </Ask>
      )}
    </>
  );
}

/** As the service decides: the members of the owner, and the platform team for what has no owner. */
function mayTake({ status, acknowledged, owner }: Alert, me?: Me): boolean {
  const isMine = owner === null ? me?.isOfPlatformTeam : me?.owns.includes(owner);
  return status === 'firing' && acknowledged === null && (isMine ?? false);
}

function Title({ of }: { of: Alert }) {
  return (
    <>
      {of.generatorUrl && /^https?:\/\//.test(of.generatorUrl) ? (
        <Link href={of.generatorUrl} target="_blank" rel="noopener" variant="body-medium" weight="bold">
          {of.name}
        </Link>
      ) : (
        <strong>{of.name}</strong>
      )}
      {of.summary && <div>{of.summary}</div>}
    </>
  );
}

function Told({ of }: { of: Alert }) {
  const who = of.onCall.who ?? of.owner;
  return (
    <>
      {who && /^https?:\/\//.test(who) ? (
        <>
          <Name of={of.owner} />, by{' '}
          <Link href={who} target="_blank" rel="noopener">
            the schedule
          </Link>
        </>
      ) : (
        <Name of={who} />
      )}
      {of.channel && <div className="br-hint">{of.channel}</div>}
      {of.note && <div className="br-hint">{of.note}</div>}
    </>
  );
}

function State({ of: { status, acknowledged, endsAt } }: { of: Alert }) {
  return (
    <>
      {status === 'resolved' ? (
        <Mark tone="good">Resolved</Mark>
      ) : acknowledged ? (
        <Mark tone="busy">Taken</Mark>
      ) : (
        <Mark tone="bad">Firing</Mark>
      )}
      {status === 'resolved' && endsAt && (
        <div className="br-hint">
          <When at={endsAt} />
        </div>
      )}
      {acknowledged && (
        <div className="br-hint">
          by <Name of={acknowledged.by} /> <When at={acknowledged.at} />
          {acknowledged.comment && `: ${acknowledged.comment}`}
        </div>
      )}
    </>
  );
}

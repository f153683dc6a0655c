import { useState } from 'react';
import { Button, Select } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import type { Ref, Transfer } from '../api';
import { shortName } from '../figures/format';
import { Ask } from '../parts/Ask';
import { useBuildRun } from '../parts/hooks';
import { Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Mark, Name, When } from '../parts/marks';

/** Offers a service to another team. */
export function HandOver({ of }: { of: Ref }) {
  const api = useBuildRun();
  const [isAsking, setAsking] = useState(false);
  const transfers = useLoad(signal => api.transfers(of, signal), [of]);
  const open = transfers.data?.filter(({ status }) => status === 'proposed' || status === 'accepted') ?? [];
  return (
    <Section
      title="Another owner"
      hint="Where another team is to answer for this service, both agree; rights, quota and on-call follow"
      actions={
        <Button
          size="small"
          variant="secondary"
          isDisabled={transfers.data === undefined || open.length > 0}
          onPress={() => setAsking(true)}
        >
          Offer it to another team
        </Button>
      }
    >
      <Loaded load={transfers} what="transfers" lines={1}>
        {() => (open.length === 0 ? <span className="br-hint">It is offered to nobody.</span> : <Offers items={open} />)}
      </Loaded>
      {isAsking && <Offer of={of} onOffered={transfers.reload} onClose={() => setAsking(false)} />}
    </Section>
  );
}

function Offers({ items }: { items: Transfer[] }) {
  return (
    <ul className="br-list">
      {items.map(one => (
        <li key={one.id} className="br-row">
          <Mark tone="busy">{one.status === 'proposed' ? 'Offered' : 'Accepted'}</Mark>
          to <Name of={one.to} /> <When at={one.requestedAt} />
          <span className="br-hint">{one.toDo ?? one.reason}</span>
        </li>
      ))}
    </ul>
  );
}

function Offer({ of, onOffered, onClose }: { of: Ref; onOffered: () => void; onClose: () => void }) {
  const api = useBuildRun();
  const catalog = useApi(catalogApiRef);
  const [to, setTo] = useState<Ref>();
  const teams = useLoad(async () => {
    const { items } = await catalog.getEntities({
      filter: { kind: 'group', 'spec.type': ['build-run-team', 'platform-team'] },
      fields: ['kind', 'metadata.name', 'metadata.namespace', 'metadata.title'],
    });
    return items.map(team => ({ value: stringifyEntityRef(team), label: team.metadata.title ?? team.metadata.name }));
  }, []);
  return (
    <Ask
      title={`Offer ${shortName(of)} to another team`}
      verb="Offer it"
      reason={{ label: 'Why', isRequired: true }}
      missing={to === undefined ? 'Team: expected the one that is to own it, found none' : undefined}
      onConfirm={async reason => {
        await api.offer({ component: of, to: to!, reason });
        onOffered();
      }}
      onClose={onClose}
    >
      <Loaded load={teams} what="teams" lines={1}>
        {options => (
          <Select
            label="Team"
            isRequired
            options={options}
            selectedKey={to ?? null}
            onSelectionChange={key => setTo(String(key))}
          />
        )}
      </Loaded>
    </Ask>
  );
}

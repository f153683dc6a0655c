import type { Transfer } from '../api';
import { shortName } from '../figures/format';
import { useBuildRun, useMe, type Me } from '../parts/hooks';
import { Nothing, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Mark, Name, When } from '../parts/marks';
import { Request, type RequestProps } from './Request';

/** Services that another team offers, or that were taken over and not yet changed in the catalog. */
export function Transfers() {
  const api = useBuildRun();
  const me = useMe();
  const transfers = useLoad(
    async signal =>
      (await api.transfers(undefined, signal)).filter(({ status }) => status === 'proposed' || status === 'accepted'),
    [],
    () => 30_000,
  );
  const decide = async (one: Transfer, decision: 'accept' | 'decline' | 'withdraw') => {
    await api.decideTransfer(one.id, decision);
    transfers.reload();
  };
  return (
    <Section title="Services that change hands" hint="Both teams agree; rights, quota and on-call go with the service">
      <Loaded load={transfers} what="transfers" lines={4}>
        {items =>
          items.length === 0 ? (
            <Nothing title="No service is offered">Owners offer a service on its Environments tab.</Nothing>
          ) : (
            <ul className="br-list">
              {items.map(one => (
                <Offer
                  key={one.id}
                  one={one}
                  me={me}
                  onDecide={decision =>
                    decide(one, decision === 'approve' ? 'accept' : me?.owns.includes(one.to) ? 'decline' : 'withdraw')
                  }
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

function Offer({ one, me, onDecide }: { one: Transfer; me?: Me; onDecide: RequestProps['onDecide'] }) {
  const isOpen = one.status === 'proposed';
  const isReceiver = one.canDecide;
  const isGiver = me?.owns.includes(one.from) ?? false;
  return (
    <Request
      title={
        <>
          <Name of={one.component} /> from <Name of={one.from} /> to <Name of={one.to} />
        </>
      }
      name={shortName(one.component)}
      verbs={{ approve: 'Take over', deny: isReceiver || !isGiver ? 'Decline' : 'Withdraw' }}
      can={{ approve: isOpen && isReceiver, deny: (isOpen && isReceiver) || isGiver }}
      isWithoutReason
      note={isReceiver || isGiver ? undefined : 'The two teams decide.'}
      consequence={{
        approve: `Your team answers for ${shortName(one.component)} from the change of its owner on: its alerts are yours.`,
        deny: 'Everything stays as it is.',
      }}
      onDecide={onDecide}
    >
      <p>{one.reason}</p>
      <div className="br-row">
        <Mark tone={isOpen ? 'busy' : 'warn'}>{isOpen ? 'Offered' : 'Accepted, to be done'}</Mark>
        <span className="br-hint">
          by <Name of={one.requestedBy} /> <When at={one.requestedAt} />
        </span>
      </div>
      {one.toDo && <p>{one.toDo}</p>}
    </Request>
  );
}

import type { Waiver } from '../api';
import { shortName } from '../figures/format';
import { useBuildRun, useMe, type Me } from '../parts/hooks';
import { Nothing, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Name, When } from '../parts/marks';
import { Request, type RequestProps } from './Request';

/** Waivers that the platform team is asked for. */
export function WaiverRequests() {
  const api = useBuildRun();
  const me = useMe();
  const waivers = useLoad(
    signal => api.waivers({ status: 'requested' }, signal),
    [],
    () => 15_000,
  );
  return (
    <Section title="Waivers that are asked for" hint="The platform team decides; who asked can’t">
      <Loaded load={waivers} what="waivers" lines={4}>
        {items =>
          items.length === 0 ? (
            <Nothing title="No waiver is asked for">Teams ask on the Conformance tab of their services.</Nothing>
          ) : (
            <ul className="br-list">
              {items.map(one => (
                <WaiverRequest
                  key={one.id}
                  one={one}
                  me={me}
                  onDecide={async (decision, comment) => {
                    await api.decideWaiver(one.id, decision, comment);
                    waivers.reload();
                  }}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

function WaiverRequest({ one, me, onDecide }: { one: Waiver; me?: Me; onDecide: RequestProps['onDecide'] }) {
  const isOwn = me?.ref === one.requestedBy;
  const may = one.canDecide;
  return (
    <Request
      title={
        <>
          {one.rule} for <Name of={one.component} />
        </>
      }
      name={`the waiver of ${one.rule} for ${shortName(one.component)}`}
      can={{ approve: may, deny: may }}
      note={
        me === undefined || may
          ? undefined
          : isOwn
            ? 'You have asked for it, so somebody else decides.'
            : 'The platform team decides.'
      }
      consequence={{ approve: 'The rule need not be kept until the waiver lapses.', deny: 'The rule goes on to count.' }}
      onDecide={onDecide}
    >
      <p>{one.reason}</p>
      <dl className="br-facts">
        <dt>Where</dt>
        <dd>{one.environment ?? 'Everywhere'}</dd>
        <dt>Asked by</dt>
        <dd>
          <Name of={one.requestedBy} /> <When at={one.requestedAt} />
        </dd>
        <dt>Would lapse</dt>
        <dd>
          <When at={one.expiresAt} />
        </dd>
        {one.renewals > 0 && (
          <>
            <dt>Waived before</dt>
            <dd>{one.renewals} times</dd>
          </>
        )}
      </dl>
    </Request>
  );
}

import { parseEntityRef } from '@backstage/catalog-model';
import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import type { OnCall, Ref, Team } from '../api';
import { count } from '../figures/format';
import { useBuildRun } from '../parts/hooks';
import { Nothing } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Name, SummaryBar } from '../parts/marks';

const MOST_TEAMS = 3;

/** The teams that somebody is in: whom to call, and how what they own keeps the contract. */
export function OurTeam() {
  const api = useBuildRun();
  const identity = useApi(identityApiRef);
  const catalog = useApi(catalogApiRef);
  const load = useLoad(async signal => {
    const { userEntityRef } = await identity.getBackstageIdentity();
    const user = await catalog.getEntityByRef(userEntityRef);
    const groups = (user?.relations ?? []).filter(({ type }) => type === 'memberOf').map(({ targetRef }) => targetRef);
    const known = groups.slice(0, MOST_TEAMS).map(async ref => {
      const { namespace, name } = parseEntityRef(ref);
      const [team, onCall] = await Promise.all([api.team(namespace, name, signal), api.onCall(ref, signal)]);
      return { of: ref, team, onCall };
    });
    return { teams: await Promise.all(known), others: Math.max(0, groups.length - MOST_TEAMS) };
  }, []);
  return (
    <div className="br">
      <Loaded load={load} what="your team" lines={5}>
        {({ teams, others }) =>
          teams.length === 0 ? (
            <Nothing title="You are in no team yet">Groups whose member you are in the catalog appear here.</Nothing>
          ) : (
            <div className="br-stack">
              {teams.map(one => (
                <One key={one.of} {...one} />
              ))}
              {others > 0 && <p className="br-hint">{`and ${count(others, 'other team')}`}</p>}
            </div>
          )
        }
      </Loaded>
    </div>
  );
}

function One({ of, team, onCall }: { of: Ref; team: Team; onCall: OnCall }) {
  const { namespace, name } = parseEntityRef(of);
  const page = `/catalog/${namespace}/group/${name}`;
  return (
    <section className="br-stack" aria-label={team.title}>
      <div className="br-row">
        <h3 className="br-subtitle">
          <Name of={of} />
        </h3>
        <Link href={`${page}/team`}>Build &amp; run</Link>
        <Link href={`${page}/alerts`}>Alerts</Link>
      </div>
      <dl className="br-facts">
        <dt>On call</dt>
        <dd>
          <Called by={onCall} />
        </dd>
        <dt>Contract</dt>
        <dd>
          <SummaryBar summary={team.conformance} />
        </dd>
        <dt>{count(team.services.length, 'service')}</dt>
        <dd className="br-row">
          {team.services.map(service => (
            <Name key={service.ref} of={service.ref} />
          ))}
        </dd>
      </dl>
    </section>
  );
}

function Called({ by }: { by: OnCall }) {
  if (by.kind === 'schedule' && by.url) {
    return (
      <Link href={by.url} target="_blank" rel="noopener">
        the schedule
      </Link>
    );
  }
  return <Name of={by.kind === 'rotation' ? by.user : undefined} />;
}

import { useEntity } from '@backstage/plugin-catalog-react';
import type { Alert } from '../api';
import { useBuildRun, useIsMine, useMe, useOwnRef } from '../parts/hooks';
import { Nothing, Page, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { AlertTable } from './AlertTable';

const MOST = 50;
const EVERY = 15_000;

/** What fires at a service, or at what a team owns, and what has passed. */
export function AlertsTab() {
  const api = useBuildRun();
  const ref = useOwnRef();
  const isTeam = useEntity().entity.kind.toLowerCase() === 'group';
  const me = useMe();
  const owns = useIsMine();
  const isMine = isTeam ? me?.owns.includes(ref) : owns;
  const mayLook = me === undefined || isMine || me.isOfPlatformTeam;
  const of = isTeam ? { owner: ref } : { component: ref };
  const firing = useLoad(
    signal => api.alerts({ ...of, status: 'firing', limit: MOST }, signal),
    [ref],
    () => EVERY,
  );
  const resolved = useLoad(
    signal => api.alerts({ ...of, status: 'resolved', limit: MOST }, signal),
    [ref],
    () => EVERY,
  );
  const change = () => {
    firing.reload();
    resolved.reload();
  };
  if (!mayLook) {
    return (
      <Page isTab>
        <Section title="Alerts">
          <Nothing title="These alerts are not yours to see">
            {isTeam ? 'The members of the team' : 'The members of the team that owns this service'} and the platform team see them.
          </Nothing>
        </Section>
      </Page>
    );
  }
  const table = (caption: string, items: Alert[]) => (
    <AlertTable caption={caption} items={items} withComponent={isTeam} me={me} onChange={change} />
  );
  return (
    <Page isTab>
      <Section title="Firing" hint="Told to whoever is on call for the owner; those that nobody has taken come first">
        <Loaded load={firing} what="alerts" lines={4}>
          {items =>
            items.length === 0 ? (
              <Nothing title="Nothing fires">
                Alertmanager sends alerts here; the labels of an alert lead to the service, and its owner is told.
              </Nothing>
            ) : (
              table('Alerts that fire', [...items].sort(untakenFirst))
            )
          }
        </Loaded>
      </Section>
      <Section title="Resolved" hint={`The newest ${MOST}`}>
        <Loaded load={resolved} what="alerts" lines={4}>
          {items =>
            items.length === 0 ? (
              <Nothing title="No alert has been resolved yet">What has fired and passed stays here to be looked up.</Nothing>
            ) : (
              table('Alerts that are resolved', items)
            )
          }
        </Loaded>
      </Section>
    </Page>
  );
}

const untakenFirst = (a: Alert, b: Alert) =>
  Number(a.acknowledged !== null) - Number(b.acknowledged !== null) || b.startsAt.localeCompare(a.startsAt);

import { Link } from '@backstage/ui';
import type { Alert, Approval, Transfer, Waiver } from '../api';
import { count, shortName } from '../figures/format';
import { severityTone } from '../figures/alerts';
import { useBuildRun, useMe, type Me } from '../parts/hooks';
import { Nothing } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Mark, Name, When } from '../parts/marks';

const MOST_ALERTS = 5;

/** What somebody should look at first: alerts that nobody has taken, then what others wait for. */
export function Waiting() {
  const api = useBuildRun();
  const me = useMe();
  const load = useLoad(
    async signal => {
      const [alerts, approvals, waivers, transfers] = await Promise.all([
        api.alerts({ status: 'firing', limit: 50 }, signal),
        api.approvals(signal),
        api.waivers({ status: 'requested' }, signal),
        api.transfers(undefined, signal),
      ]);
      return { alerts, approvals, waivers, transfers };
    },
    [],
    () => 30_000,
  );
  return (
    <div className="br">
      <Loaded load={me ? load : { reload: load.reload }} what="what waits for you" lines={4}>
        {({ alerts, approvals, waivers, transfers }) => (
          <Everything
            alerts={alerts.filter(one => one.acknowledged === null && isOwn(one, me))}
            decisions={decisions(approvals, waivers, transfers)}
          />
        )}
      </Loaded>
    </div>
  );
}

const isOwn = ({ owner }: Alert, me?: Me) =>
  owner === null ? (me?.isOfPlatformTeam ?? false) : (me?.owns.includes(owner) ?? false);

function decisions(approvals: Approval[], waivers: Waiver[], transfers: Transfer[]): string[] {
  const tasks = approvals.filter(one => one.canApprove).length;
  const asked = waivers.filter(one => one.canDecide).length;
  const offered = transfers.filter(one => one.status === 'proposed' && one.canDecide).length;
  return [
    tasks > 0 ? count(tasks, 'task') : '',
    asked > 0 ? count(asked, 'waiver') : '',
    offered > 0 ? count(offered, 'service on offer', 'services on offer') : '',
  ].filter(text => text !== '');
}

function Everything({ alerts, decisions: open }: { alerts: Alert[]; decisions: string[] }) {
  if (alerts.length === 0 && open.length === 0) {
    return <Nothing title="Nothing waits for you">Alerts of your teams and decisions that are yours appear here.</Nothing>;
  }
  return (
    <div className="br-stack">
      {open.length > 0 && (
        <p>
          <Mark tone="busy">To decide</Mark> {open.join(', ')}: <Link href="/approvals">see the approvals</Link>
        </p>
      )}
      {alerts.length > 0 && (
        <ul className="br-list" aria-label="Alerts that nobody has taken">
          {alerts.slice(0, MOST_ALERTS).map(one => (
            <li key={one.id} className="br-row">
              <Mark tone={severityTone(one.severity)}>{one.severity ?? 'alert'}</Mark>
              <strong>{one.name}</strong>
              {one.component ? <Link href={alertsOf(one.component)}>{shortName(one.component)}</Link> : <Name of={one.owner} />}
              <span className="br-hint">
                <When at={one.startsAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {alerts.length > MOST_ALERTS && <p className="br-hint">{`and ${count(alerts.length - MOST_ALERTS, 'other alert')}`}</p>}
    </div>
  );
}

/** The alerts tab of a component. */
function alertsOf(ref: string): string {
  const [, kind, namespace, name] = /^([^:]+):([^/]+)\/(.+)$/.exec(ref) ?? [];
  return `/catalog/${namespace}/${kind}/${name}/alerts`;
}

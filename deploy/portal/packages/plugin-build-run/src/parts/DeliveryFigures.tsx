import type { Figures as FiguresOf } from '../api';
import { duration, figure, percent } from '../figures/format';
import { Figure, Figures } from './layout';

const time = (seconds: number | null) => (seconds === null ? '-' : duration(seconds));

/** The four keys and hand-overs, each with what it was measured on. */
export function DeliveryFigures({ of }: { of: FiguresOf }) {
  const { leadTime, timeToRestore } = of;
  return (
    <Figures>
      <Figure label="Deployments a day" value={figure(of.deploymentsPerDay)} note={`${of.deployments} in all`} />
      <Figure
        label="Lead time for changes"
        value={time(leadTime.medianSeconds)}
        note={
          leadTime.measured === 0
            ? 'no commit is known'
            : `median of ${leadTime.measured}${leadTime.unknown > 0 ? `, ${leadTime.unknown} unknown` : ''}`
        }
      />
      <Figure
        label="Change failure rate"
        value={percent(of.changeFailureRate)}
        note={`${of.failedChanges} of ${of.changes} changes`}
      />
      <Figure
        label="Time to restore"
        value={time(timeToRestore.medianSeconds)}
        note={
          of.unrestored > 0
            ? `${of.unrestored} not restored yet`
            : timeToRestore.measured === 0
              ? 'nothing was broken'
              : `median of ${timeToRestore.measured}`
        }
      />
      <Figure label="Hand-overs per deployment" value={figure(of.handOversPerDeployment)} note="0 is what we want" />
    </Figures>
  );
}

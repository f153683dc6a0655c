import type { Radar, Technology } from '../api';
import { count, shortName } from '../figures/format';
import { place, RINGS, ringRadius, type Ring } from '../figures/radar';
import { useBuildRun } from '../parts/hooks';
import { DataTable, Nothing, Page, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Mark, Name } from '../parts/marks';

const MEANING: Record<Ring, string> = {
  adopt: 'the platform offers it',
  trial: 'several teams run it themselves',
  hold: 'one team runs it, and answers its alarms',
};
const NAMES: Record<Ring, string> = { adopt: 'Adopt', trial: 'Trial', hold: 'Hold' };

/** The technologies in use: nearer to the middle, nearer to the platform. */
export function RadarPage() {
  const api = useBuildRun();
  const radar = useLoad(signal => api.radar(signal), []);
  return (
    <Page>
      <Loaded load={radar} what="the radar" lines={10}>
        {found =>
          found.technologies.length === 0 ? (
            <Nothing title="No technology is known">
              Offerings of the platform and self-run services of teams make the radar.
            </Nothing>
          ) : (
            <>
              <div className="br-columns">
                <Section title="Technology radar" hint="The middle is what the platform offers">
                  <Picture technologies={found.technologies} />
                </Section>
                <Section title="What is on it">
                  <List technologies={found.technologies} />
                </Section>
              </div>
              <SelfRun radar={found} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

// About as many pixels as there are, so that letters are as large as elsewhere.
const R = 240;

function Picture({ technologies }: { technologies: Technology[] }) {
  const dots = place(technologies);
  return (
    <>
      <svg
        className="br-radar"
        viewBox={`${-R - 10} ${-R - 10} ${2 * R + 20} ${R + 40}`}
        role="group"
        aria-label="Technology radar; the list beside it says the same"
      >
        {RINGS.map(ring => {
          const radius = R * ringRadius(ring);
          return (
            <g key={ring} aria-hidden>
              <path className="br-rule" d={`M ${-radius} 0 A ${radius} ${radius} 0 0 1 ${radius} 0 Z`} />
              <text x={radius - 8} y={18} textAnchor="end" className="br-quiet">
                {NAMES[ring]}
              </text>
            </g>
          );
        })}
        {dots.map(({ item, number, x, y }) => (
          <g
            key={item.technology}
            className="br-radar-dot"
            data-candidate={item.candidate}
            role="img"
            aria-label={`${number}: ${item.technology}, ${item.ring}`}
            transform={`translate(${R * x} ${R * y})`}
          >
            <title>{`${item.technology}, ${count(item.teams.length, 'team')}`}</title>
            <circle r="13" strokeWidth="2" />
            <text y="4" textAnchor="middle">
              {number}
            </text>
          </g>
        ))}
      </svg>
      <ul className="br-legend" aria-label="Rings, from the middle">
        {RINGS.map(ring => (
          <li key={ring}>
            <strong>{NAMES[ring]}</strong>: {MEANING[ring]}
          </li>
        ))}
      </ul>
    </>
  );
}

function List({ technologies }: { technologies: Technology[] }) {
  return (
    <DataTable
      caption="Technologies in use"
      items={technologies.map((item, index) => ({ ...item, number: index + 1 }))}
      id={one => one.technology + one.ring}
      columns={[
        {
          title: 'Technology',
          cell: one => (
            <span className="br-numbered">
              <span>{one.number}.</span>
              {one.offering ? <Name of={one.offering} /> : one.technology}
              {one.candidate && <Mark tone="warn">Should the platform offer it?</Mark>}
            </span>
          ),
        },
        { title: 'Ring', cell: one => NAMES[one.ring] },
        { title: 'Teams', cell: one => (one.teams.length === 0 ? 'none yet' : one.teams.map(shortName).join(', ')) },
        { title: 'In use', align: 'end', cell: one => one.count },
      ]}
    />
  );
}

function SelfRun({ radar: { selfRunServices } }: { radar: Radar }) {
  return (
    <Section
      title="Self-run services"
      hint="What teams run because the platform does not offer it; whoever brings it answers for it"
    >
      {selfRunServices.length === 0 ? (
        <Nothing title="No team runs anything of its own" />
      ) : (
        <DataTable
          caption="Self-run services"
          items={selfRunServices}
          id={one => one.ref}
          columns={[
            { title: 'Service', cell: one => <Name of={one.ref} /> },
            { title: 'Technology', cell: one => one.technology ?? '-' },
            { title: 'Owner', cell: one => <Name of={one.owner} /> },
            {
              title: 'Problems',
              cell: one =>
                one.problems.length === 0 ? (
                  <Mark tone="good">None</Mark>
                ) : (
                  <ul className="br-list">
                    {one.problems.map(problem => (
                      <li key={problem}>{problem}</li>
                    ))}
                  </ul>
                ),
            },
          ]}
        />
      )}
    </Section>
  );
}

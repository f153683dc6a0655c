import { useState } from 'react';
import { Select } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { Link as RouterLink } from 'react-router-dom';
import type { Impact, ImpactNode } from '../api';
import { count, parts, shortName } from '../figures/format';
import { edge, layers, SIZES, type PlacedNode } from '../figures/layers';
import { useBuildRun, useOwnRef } from '../parts/hooks';
import { DataTable, Nothing, Page, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Name } from '../parts/marks';

/** More boxes than this nobody can look at; the list has them all. */
const MOST_BOXES = 60;

/** What hangs on the entity, as a picture, and whom to tell before it changes. */
export function ImpactTab() {
  const api = useBuildRun();
  const ref = useOwnRef();
  const [depth, setDepth] = useState(3);
  const impact = useLoad(signal => api.impact(ref, depth, signal), [ref, depth]);
  const choice = (
    <Select
      aria-label="How many steps to follow"
      options={[1, 2, 3, 5, 10].map(each => ({ value: String(each), label: count(each, 'step') }))}
      selectedKey={String(depth)}
      onSelectionChange={key => setDepth(Number(key))}
    />
  );
  return (
    <Page isTab>
      <Section
        title="What hangs on it"
        hint="Whatever is hit when this fails or changes, step by step from left to right"
        actions={choice}
      >
        <Loaded load={impact} what="the impact" lines={8}>
          {found =>
            found.count === 0 ? (
              <Nothing title="Nothing hangs on it">
                Neither a component nor an API or a system says that it depends on this.
              </Nothing>
            ) : (
              <Graph impact={found} />
            )
          }
        </Loaded>
      </Section>
      {impact.data && impact.data.count > 0 && <Lists impact={impact.data} />}
    </Page>
  );
}

function Graph({ impact }: { impact: Impact }) {
  const shown = impact.nodes.slice(0, MOST_BOXES);
  const byRef = new Map([impact.root, ...shown].map(node => [node.entityRef, node]));
  const layout = layers(
    [...byRef.values()].map(({ entityRef, distance, via }) => ({ id: entityRef, distance, before: via?.entityRef })),
  );
  const placed = new Map(layout.nodes.map(node => [node.id, node]));
  const left = impact.count - shown.length;
  return (
    <>
      <div
        className="br-graph"
        tabIndex={0}
        role="group"
        aria-label={`Graph of ${count(shown.length, 'entity', 'entities')} that depend on ${shortName(impact.entityRef)}`}
      >
        <svg width={layout.width + 4} height={layout.height + 4} viewBox={`-2 -2 ${layout.width + 4} ${layout.height + 4}`}>
          {layout.nodes.map(node => {
            const before = placed.get(node.before ?? '');
            const relation = byRef.get(node.id)?.via?.relation;
            return before && <Edge key={node.id} from={before} to={node} relation={relation} />;
          })}
          {layout.nodes.map(node => (
            <Box key={node.id} node={byRef.get(node.id)!} x={node.x} y={node.y} />
          ))}
        </svg>
      </div>
      {left > 0 && <p className="br-hint">{`${count(left, 'more entity', 'more entities')} in the list below.`}</p>}
      {impact.truncated && <p className="br-hint">{`There is more than the ${impact.bound} that are looked at.`}</p>}
    </>
  );
}

/** What the relation means, read from left to right. */
const WORDS: Record<string, string> = {
  dependencyOf: 'needed by',
  providesApi: 'provides',
  apiConsumedBy: 'used by',
  hasPart: 'has part',
  ownerOf: 'owns',
  parentOf: 'above',
};

function Edge({ from, to, relation }: { from: PlacedNode; to: PlacedNode; relation?: string }) {
  return (
    <g aria-hidden>
      <path className="br-edge" d={edge(from, to)} />
      {relation && (
        <text className="br-quiet" x={to.x - 6} y={to.y + SIZES.box.height / 2 - 5} textAnchor="end">
          {WORDS[relation] ?? relation}
        </text>
      )}
    </g>
  );
}

function Box({ node, x, y }: { node: ImpactNode; x: number; y: number }) {
  const route = useRouteRef(entityRouteRef);
  const name = node.title ?? shortName(node.entityRef);
  const under = [node.missing ? `${node.kind}, not in the catalog` : node.kind, node.ownerRef && shortName(node.ownerRef)]
    .filter(Boolean)
    .join(' · ');
  const box = (
    <>
      <rect
        className="br-box"
        data-root={node.distance === 0}
        data-missing={node.missing}
        width={SIZES.box.width}
        height={SIZES.box.height}
        rx="6"
      />
      <text x="10" y="18">
        {shortened(name)}
      </text>
      <text className="br-quiet" x="10" y="34">
        {shortened(under)}
      </text>
    </>
  );
  return (
    <g transform={`translate(${x} ${y})`}>
      <title>{`${name}, ${under}`}</title>
      {node.missing || !route ? box : <RouterLink to={route(parts(node.entityRef))}>{box}</RouterLink>}
    </g>
  );
}

const shortened = (text: string) => (text.length > 27 ? `${text.slice(0, 26)}…` : text);

function Lists({ impact }: { impact: Impact }) {
  return (
    <div className="br-columns">
      <Section title="Whom to tell" hint="The owners of what is hit">
        <DataTable
          caption="Owners of what is hit"
          items={impact.byOwner}
          id={one => one.ownerRef ?? ''}
          columns={[
            { title: 'Owner', cell: one => <Name of={one.ownerRef} /> },
            { title: 'Owns', cell: one => count(one.count, 'entity', 'entities') },
            { title: 'Channel', cell: one => one.channel ?? '-' },
          ]}
        />
      </Section>
      <Section title="As a list" hint={count(impact.count, 'entity', 'entities')}>
        <DataTable
          caption="What hangs on it"
          items={impact.nodes}
          id={one => one.entityRef}
          columns={[
            { title: 'Entity', cell: one => <Name of={one.entityRef} /> },
            { title: 'Kind', cell: one => one.kind },
            { title: 'Steps', align: 'end', cell: one => one.distance },
            { title: 'By way of', cell: one => (one.via ? <Name of={one.via.entityRef} /> : '') },
          ]}
        />
      </Section>
    </div>
  );
}

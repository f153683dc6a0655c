// Where the boxes of a dependency graph stand: one column per step from the root, and in a column near what they hang on.

export interface GraphNode {
  id: string;
  /** The node before it on the way from the root; undefined for the root. */
  before?: string;
  /** In steps from the root. */
  distance: number;
}

export interface PlacedNode extends GraphNode {
  x: number;
  y: number;
}

export interface Layout {
  width: number;
  height: number;
  nodes: PlacedNode[];
}

export interface Sizes {
  box: { width: number; height: number };
  gap: { x: number; y: number };
}

export const SIZES: Sizes = { box: { width: 184, height: 44 }, gap: { x: 96, y: 14 } };

/** Columns from left to right; in each, the nodes in the order of what they hang on, and each column centred. */
export function layers(nodes: GraphNode[], sizes: Sizes = SIZES): Layout {
  const columns = inColumns(nodes);
  const stride = sizes.box.height + sizes.gap.y;
  const tallest = Math.max(1, ...columns.map(column => column.length));
  const height = tallest * stride - sizes.gap.y;
  const placed = columns.flatMap((column, index) =>
    column.map((node, row) => ({
      ...node,
      x: index * (sizes.box.width + sizes.gap.x),
      y: row * stride + (height - (column.length * stride - sizes.gap.y)) / 2,
    })),
  );
  const width = columns.length * (sizes.box.width + sizes.gap.x) - sizes.gap.x;
  return { width: Math.max(width, sizes.box.width), height, nodes: placed };
}

function inColumns(nodes: GraphNode[]): GraphNode[][] {
  const columns: GraphNode[][] = [];
  for (const node of nodes) {
    (columns[node.distance] ??= []).push(node);
  }
  const filled = columns.filter(column => column !== undefined);
  let rows = new Map<string, number>();
  return filled.map(column => {
    const above = (node: GraphNode) => rows.get(node.before ?? '') ?? 0;
    const sorted = [...column].sort((a, b) => above(a) - above(b) || a.id.localeCompare(b.id));
    rows = new Map(sorted.map((node, row) => [node.id, row]));
    return sorted;
  });
}

/** A line from the right side of one box to the left side of another, level at both ends. */
export function edge(from: PlacedNode, to: PlacedNode, sizes: Sizes = SIZES): string {
  const [x1, y1] = [from.x + sizes.box.width, from.y + sizes.box.height / 2];
  const [x2, y2] = [to.x, to.y + sizes.box.height / 2];
  const bend = (x2 - x1) / 2;
  return `M ${x1} ${y1} C ${x1 + bend} ${y1}, ${x2 - bend} ${y2}, ${x2} ${y2}`;
}

// Two charts as SVG, readable on a light and on a dark page.

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f; }
  .small { font-size: 11px; }
  .title { font-size: 15px; font-weight: 600; }
  .grid { stroke: #d0d7de; stroke-width: 1; }
  .reached { fill: #2f7d4f; }
  .missed { fill: #c4632a; }
  .wanted { stroke: #24292f; stroke-width: 2; }
  .line { fill: none; stroke-width: 2; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .grid { stroke: #3d444d; }
    .reached { fill: #4fae78; }
    .missed { fill: #e08a55; }
    .wanted { stroke: #e6edf3; }
  }`;

/** Colours that stand out from white and from black. */
const COLOURS = ['#3b82c4', '#c4632a', '#4f9e5f', '#a05bbf', '#b8922a', '#c0506e', '#3f9c9c', '#7a7fd0', '#8a8f3c', '#9a6b4f', '#6c8ebf'];

const escape = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('`', '');
const text = (x, y, content, attributes = '') => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${escape(content)}</text>`;

function svg(width, height, label, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(label)}">
<style>${STYLE}
</style>
${parts.join('\n')}
</svg>
`;
}

/** Places on a logarithmic scale, and the powers of ten on it. */
function logarithmic(least, most, from, to) {
  const [low, high] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  return { at: value => from + ((Math.log10(Math.max(value, 10 ** low)) - low) / (high - low)) * (to - from), ticks };
}

/** A bar for each row that has a ratio; a tick on it marks what was to be reached. */
export function ratios(rows) {
  const bars = rows.filter(({ ratio, wanted }) => ratio !== undefined && wanted >= 1);
  const [left, top, step, width] = [400, 60, 24, 920];
  const height = top + bars.length * step + 40;
  const scale = logarithmic(Math.min(1, ...bars.map(({ ratio }) => ratio)), Math.max(...bars.flatMap(({ ratio, wanted }) => [ratio, wanted])), left, width - 70);
  const parts = [text(16, 26, 'Buildrun beside Backstage: how many times as fast, or as small', 'class="title"'), text(16, 44, 'bar: reached; tick: to be reached', 'class="small"')];
  for (const tick of scale.ticks) {
    const x = scale.at(tick).toFixed(1);
    parts.push(`<line class="grid" x1="${x}" x2="${x}" y1="${top - 6}" y2="${height - 30}"/>`, text(Number(x), height - 14, `${tick} ×`, 'class="small" text-anchor="middle"'));
  }
  bars.forEach(({ work, ratio, wanted, reached, holds }, index) => {
    const y = top + index * step;
    const end = scale.at(ratio);
    const mark = scale.at(wanted).toFixed(1);
    parts.push(
      text(left - 8, y + 13, work.replace(/ \([\d.,]+ KB\)/, ''), 'class="small" text-anchor="end"'),
      `<rect class="${holds ? 'reached' : 'missed'}" x="${left}" y="${y + 2}" width="${Math.max(end - left, 1).toFixed(1)}" height="${step - 8}" rx="2"/>`,
      `<line class="wanted" x1="${mark}" x2="${mark}" y1="${y - 1}" y2="${y + step - 3}"/>`,
      text(Math.max(end, Number(mark)) + 6, y + 13, reached, 'class="small"'),
    );
  });
  return svg(width, height, 'Ratios of speed', parts);
}

/** p99 of each kind of request over the size of the catalog, both logarithmic. */
export function curves({ sizes, rate }) {
  const measured = sizes.filter(({ failed }) => !failed);
  const names = Object.entries(measured[0]?.reads ?? {});
  const [left, right, top, bottom, width, height] = [60, 600, 60, 400, 920, 440];
  const all = measured.flatMap(({ reads }) => Object.values(reads).map(({ p99 }) => p99));
  const y = logarithmic(Math.min(...all, 1), Math.max(...all, 100), bottom, top);
  const x = logarithmic(Math.min(...measured.map(({ size }) => size), 1e4), Math.max(...measured.map(({ size }) => size), 1e6), left, right);
  const parts = [text(16, 26, `p99 at ${rate} requests a second, by size of the catalog`, 'class="title"')];
  for (const tick of y.ticks) {
    parts.push(`<line class="grid" x1="${left}" x2="${right}" y1="${y.at(tick).toFixed(1)}" y2="${y.at(tick).toFixed(1)}"/>`, text(left - 8, y.at(tick) + 4, `${tick} ms`, 'class="small" text-anchor="end"'));
  }
  for (const tick of x.ticks) {
    parts.push(text(x.at(tick), bottom + 20, tick.toLocaleString('en'), 'class="small" text-anchor="middle"'));
  }
  names.forEach(([id, { name }], index) => {
    const colour = COLOURS[index % COLOURS.length];
    const points = measured.map(({ size, reads }) => [x.at(size), y.at(reads[id].p99)]);
    parts.push(
      `<polyline class="line" stroke="${colour}" points="${points.map(point => point.map(value => value.toFixed(1)).join(',')).join(' ')}"/>`,
      ...points.map(([cx, cy]) => `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="3" fill="${colour}"/>`),
      `<rect x="${right + 24}" y="${top + index * 22 - 9}" width="12" height="12" rx="2" fill="${colour}"/>`,
      text(right + 42, top + index * 22 + 2, name, 'class="small"'),
    );
  });
  return svg(width, height, 'Cost by size', parts);
}

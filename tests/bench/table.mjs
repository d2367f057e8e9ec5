// Medians, worst values and ratios as a table.

const MEASURES = [
  ['insert', 'fill, durable'],
  ['first', 'first rows usable'],
  ['cold', 'cold start to list'],
  ['sort', 'filter and sort'],
  ['hit', 'search, found'],
  ['miss', 'search, nothing'],
  ['edit', 'one edit, durable'],
];

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const shown = (ms) => (ms < 10 ? ms.toFixed(1) : Math.round(ms).toString());
const values = (samples, key) => samples.map((sample) => sample[key]).filter((value) => value !== undefined);

function cell(samples, key, own, isFirst) {
  const all = values(samples, key);
  if (all.length === 0) return '-';
  const ratio = isFirst || own === undefined ? '' : `  x${(median(all) / own).toFixed(1)}`;
  return `${shown(median(all))} (${shown(Math.max(...all))})${ratio}`;
}

/** The table of one bench: median (worst) in milliseconds, and the ratio to the first subject. */
export function table(count, slow, results) {
  const lines = [['', ...results.map(([name]) => name)]];
  for (const [key, label] of MEASURES) {
    const first = values(results[0][1], key);
    const own = first.length > 0 ? median(first) : undefined;
    lines.push([label, ...results.map(([, samples], index) => cell(samples, key, own, index === 0))]);
  }
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const rows = lines.map((line) => line.map((text, column) => (column ? text.padStart(widths[column]) : text.padEnd(widths[column]))).join('  '));
  const pace = slow > 1 ? `, processor slowed ${slow} times` : '';
  return [`\n${count} customers${pace}, milliseconds: median (worst), ratio to ${results[0][0]}`, ...rows].join('\n');
}

// Medians, worst values and ratios as a table.

const MEASURES = [
  ['insert', 'import, durable'],
  ['cold', 'cold start to list'],
  ['hit', 'search, found'],
  ['miss', 'search, nothing'],
];

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const shown = (ms) => (ms < 10 ? ms.toFixed(1) : Math.round(ms).toString());

/** The table of one bench: median (worst) in milliseconds, and the ratio to the first subject. */
export function table(count, results) {
  const [, first] = results[0];
  const lines = [['', ...results.map(([name]) => name)]];
  for (const [key, label] of MEASURES) {
    const own = median(first.map((sample) => sample[key]));
    lines.push([
      label,
      ...results.map(([, samples], index) => {
        const values = samples.map((sample) => sample[key]);
        const ratio = index === 0 ? '' : `  x${(median(values) / own).toFixed(1)}`;
        return `${shown(median(values))} (${shown(Math.max(...values))})${ratio}`;
      }),
    ]);
  }
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const rows = lines.map((line) => line.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join('  '));
  return [`\n${count} customers, milliseconds: median (worst), ratio to Forecourt`, ...rows].join('\n');
}

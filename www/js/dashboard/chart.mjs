/**
 * Bars, drawn by uPlot (https://github.com/leeoniya/uPlot) on a canvas in the page's own colours. What a chart says is beside it in a table,
 * so it is one image to a screen reader, no stop for the keyboard, and it does not move.
 *
 * @module
 */
import uPlot from '../uplot.js';

const HEIGHT = 190;
/** Of a bar that goes from left to right, with what is between two. */
const ROW_HEIGHT = 30;
const AXIS_HEIGHT = 34;
const FONT_SIZE = 12;
/** The share of a bar in its place, and its most pixels. */
const BAR = [0.72, 34];
/** A label takes no more of the width. */
const LABEL_SHARE = 0.42;
const TONES = { accent: '--accent', good: '--accent', fair: '--amber', poor: '--red' };
const DARK = matchMedia('(prefers-color-scheme: dark)');

/**
 * @param {HTMLElement} place takes the chart, and decides on its width
 * @returns {{draw: (chart: import('./cards.mjs').Chart | undefined) => void}}
 */
export function createChart(place) {
  let chart, drawn, width = 0;
  new ResizeObserver(([{ contentRect }]) => {
    if (Math.floor(contentRect.width) === width) return;
    width = Math.floor(contentRect.width);
    render();
  }).observe(place);
  DARK.addEventListener('change', render);

  function render() {
    drawn?.destroy();
    drawn = chart && width > 0 ? new uPlot(optionsOf(chart, width, colours(place)), dataOf(chart), place) : undefined;
  }
  return {
    draw(next) {
      if (JSON.stringify(next) === JSON.stringify(chart)) return;
      chart = next;
      render();
    },
  };
}

/** Each series lies on those before it; the highest is drawn first, and the others over it. */
function dataOf({ labels, series }) {
  const sums = labels.map(() => 0);
  const stacked = series.map(({ values }) => values.map((value, index) => (sums[index] += value)));
  return [labels.map((_, index) => index), ...stacked.reverse()];
}

function optionsOf({ labels, series, isWide }, width, { ink, line, toneOf, font }) {
  const last = labels.length - 1;
  const labelWidth = isWide ? Math.min(width * LABEL_SHARE, longest(labels, font) + 12) : 0;
  const shown = isWide ? labels.map((label) => fitting(label, labelWidth - 12, font)) : labels;
  const every = isWide ? 1 : Math.ceil(labels.length * (longest(labels, font) + 10) / (width - 40));
  const common = { stroke: ink, font, ticks: { show: false } };
  const bars = uPlot.paths.bars({ size: BAR, radius: 0.12 });
  return {
    width,
    height: isWide ? labels.length * ROW_HEIGHT + AXIS_HEIGHT : HEIGHT,
    padding: [8, 12, isWide ? 0 : 4, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-0.5, last + 0.5], ...(isWide && { ori: 1, dir: -1 }) },
      y: { range: (_, min, max) => [0, Math.max(1, max)], ...(isWide && { ori: 0, dir: 1 }) },
    },
    axes: [
      {
        ...common,
        side: isWide ? 3 : 2,
        size: isWide ? labelWidth : AXIS_HEIGHT,
        grid: { show: false },
        splits: labels.map((_, index) => index).filter((index) => (last - index) % every === 0),
        values: (_, splits) => splits.map((index) => shown[index]),
      },
      {
        ...common,
        side: isWide ? 2 : 3,
        size: isWide ? AXIS_HEIGHT : 40,
        grid: { stroke: line, width: 1 },
        space: 40,
        // What is counted has no halves.
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000, 1_000_000],
      },
    ],
    series: [{}, ...series.map(({ tone }) => ({ paths: bars, fill: toneOf(tone), width: 0, points: { show: false } })).reverse()],
  };
}

/** As the page has them now: by the visitor's colour scheme. */
function colours(place) {
  const probe = document.createElement('span');
  place.append(probe);
  const read = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const tones = Object.fromEntries(Object.entries(TONES).map(([tone, name]) => [tone, read(name)]));
  const found = { ink: read('--muted'), line: read('--line'), toneOf: (tone) => tones[tone], font: `${FONT_SIZE}px ${getComputedStyle(place).fontFamily}` };
  probe.remove();
  return found;
}

const context = document.createElement('canvas').getContext('2d');

function widthOf(text, font) {
  context.font = font;
  return context.measureText(text).width;
}

const longest = (labels, font) => Math.max(...labels.map((label) => widthOf(label, font)));

/** The middle goes first: addresses begin alike, and differ at their ends. */
function fitting(label, width, font) {
  if (widthOf(label, font) <= width) return label;
  for (let kept = label.length - 1; kept > 4; kept -= 1) {
    const short = `${label.slice(0, Math.floor(kept / 3))}…${label.slice(label.length - Math.ceil((kept * 2) / 3))}`;
    if (widthOf(short, font) <= width) return short;
  }
  return `${label.slice(0, 3)}…`;
}

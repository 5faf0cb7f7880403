// What both charts share: uPlot in a box of fixed height, in the colours of the page.
/* global uPlot */

const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const dark = matchMedia('(prefers-color-scheme: dark)');

// colours gives n colours that are told apart on the panel.
export function colours(n) {
  const light = dark.matches ? 68 : 38;
  return Array.from({length: n}, (_, i) => `hsl(${Math.round(210 + 360 * i / n) % 360} 75% ${light}%)`);
}

export const axis = more => ({
  stroke: css('--muted'),
  grid: {stroke: css('--line'), width: 1},
  ticks: {stroke: css('--line'), width: 1},
  size: 48,
  ...more,
});

// chart draws what build returns, {options, data}, and builds again when the theme
// changes. draw shows new data at the next frame.
export function chart(box, build) {
  let plot = null, waiting = false;
  const size = () => ({width: Math.max(80, box.clientWidth), height: box.clientHeight});

  function rebuild() {
    if (plot) plot.destroy();
    plot = null;
    const {options, data} = build();
    plot = new uPlot({...size(), legend: {show: false}, cursor: {show: false}, ...options}, data, box);
  }

  function draw(data) {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      if (plot) plot.setData(data());
    });
  }

  dark.addEventListener('change', () => { if (plot) rebuild(); });
  new ResizeObserver(() => { if (plot) plot.setSize(size()); }).observe(box);
  return {rebuild, draw, show: (i, on) => plot && plot.setSeries(i, {show: on})};
}

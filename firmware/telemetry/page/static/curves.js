// Loss and accuracy since the page was opened.
import {$, say} from './dom.js';
import {count, moment, number, percent} from './format.js';
import {errors} from './answer.js';
import {axis, chart, colours} from './chart.js';

const most = 2000; // points; beyond, every second one goes

let data = [[], [], []], plot = null;
const value = x => typeof x === 'number' ? x : null;

export function showCurves(state) {
  const off = errors(state);
  say($('accuracy'), off || percent(state.accuracy));
  say($('accuracy').nextSibling, off ? ' error' : ' accuracy');
  say($('loss'), number(state.loss));
  say($('windows'), count(state.windows));
  say($('steps'), count(state.steps));
  add((moment(state.time) || new Date()) / 1000, value(state.accuracy), value(state.loss));
  if (!plot) {
    plot = chart($('curves-plot'), build);
    plot.rebuild();
  }
  plot.draw(() => data);
}

function add(t, accuracy, loss) {
  const times = data[0];
  if (times.length && t <= times[times.length - 1]) return;
  if (!times.length) push(t - 60, null, null); // a minute on show from the start
  push(t, accuracy, loss);
  if (times.length > most) data = data.map(column => column.filter((_, i) => i % 2));
}

function push(...point) {
  point.forEach((v, i) => data[i].push(v));
}

function build() {
  const [blue, , red] = colours(3);
  const plain = (_, marks) => marks.map(v => String(Math.round(1e4 * v) / 1e4));
  return {
    data,
    options: {
      scales: {x: {time: true}, accuracy: {range: [0, 1]}, loss: {range: (_, lo, hi) => [0, hi > 0 ? 1.1 * hi : 1]}},
      series: [{}, {label: 'accuracy', scale: 'accuracy', stroke: blue, width: 2, points: {show: false}}, {label: 'loss', scale: 'loss', stroke: red, width: 2, dash: [6, 4], points: {show: false}}],
      axes: [axis({size: 32}),
        axis({scale: 'accuracy', label: 'accuracy (line)', labelSize: 20, values: (_, marks) => marks.map(percent)}),
        axis({scale: 'loss', side: 1, label: 'loss (dashes)', labelSize: 20, grid: {show: false}, values: plain})],
    },
  };
}

// The last ten seconds of every channel.
import {$, el, keyed, say} from './dom.js';
import {list, number, text} from './format.js';
import {axis, chart, colours} from './chart.js';

const span = 10; // seconds on show
const ago = [10, 8, 6, 4, 2, 0]; // marks
const most = 400; // samples kept

let channels = [], data = [[]], held = null, plot = null, heard = 0, told = 0;

// showSignal takes over the names and units of the channels.
export function showSignal(state) {
  const units = list(state.units);
  const names = list(state.channels).map((name, i) => ({name: text(name), unit: text(units[i])}));
  if (names.length) setChannels(names);
}

function setChannels(next) {
  const same = JSON.stringify(next.map(c => [c.name, c.unit])) === JSON.stringify(channels.map(c => [c.name, c.unit]));
  if (same && plot) return;
  channels = next.map(c => ({...c, on: true}));
  held = null;
  press();
  clear();
  plot ??= chart($('signal-plot'), build);
  plot.rebuild();
  showNames();
}

function clear() {
  data = [[], ...channels.map(() => [])];
}

function build() {
  const ink = colours(channels.length);
  const scales = [...new Set(channels.map(c => c.unit || 'value'))];
  channels.forEach((c, i) => { c.colour = ink[i]; });
  const side = (scale, i) => axis({scale, side: i ? 1 : 3, label: scale === 'value' ? undefined : scale,
    labelSize: 20, grid: {show: !i}, values: (_, marks) => marks.map(v => Math.abs(v) >= 1e4 ? v.toExponential(0) : String(v))});
  return {
    data: held || data,
    options: {
      scales: {x: {time: false, range: () => range()}},
      series: [{}, ...channels.map(c => ({label: c.name, scale: c.unit || 'value', stroke: c.colour, width: 1.5, show: c.on, points: {show: false}}))],
      axes: [axis({size: 32, splits: () => ago.map(s => range()[1] - s), values: () => ago.map(s => s ? '−' + s + ' s' : 'now')}), ...scales.slice(0, 2).map(side)],
    },
  };
}

function range() {
  const t = (held || data)[0];
  const end = t.length ? t[t.length - 1] : 0;
  return [end - span, end];
}

// addSample takes one reading of all channels. Time that runs backward is a new start.
export function addSample(s) {
  const values = list(s.v);
  if (typeof s.t !== 'number' || !values.length) return;
  heard = Date.now();
  if (values.length !== channels.length) setChannels(values.map((_, i) => channels[i] || {name: 'channel ' + (i + 1), unit: ''}));
  const t = data[0];
  if (t.length && s.t < t[t.length - 1]) clear();
  data[0].push(s.t);
  values.forEach((v, i) => data[i + 1].push(typeof v === 'number' ? v : null));
  while (data[0].length > most || data[0][0] < s.t - span) data.forEach(column => column.shift());
  if (held) return;
  plot.draw(() => held || data);
  if (heard - told > 500) showNames();
}

// showNames is the legend: a button for each channel, with its newest value.
function showNames() {
  told = Date.now();
  const make = item => {
    const b = el('button', '', el('span', 'dot'), el('span', 'label'), el('span', 'value'));
    b.type = 'button';
    b.addEventListener('click', () => toggle(item.i));
    return b;
  };
  const items = channels.map((c, i) => ({i, key: i + ' ' + c.name}));
  keyed($('signal-names'), items, item => item.key, make, (b, {i}) => {
    const c = channels[i], column = data[i + 1];
    b.setAttribute('aria-pressed', String(c.on));
    b.children[0].style.background = c.colour;
    say(b.children[1], c.name);
    say(b.children[2], (number(column[column.length - 1]) + ' ' + c.unit).trim());
  });
}

function toggle(i) {
  channels[i].on = !channels[i].on;
  plot.show(i + 1, channels[i].on);
  showNames();
}

function press() {
  $('hold').setAttribute('aria-pressed', String(held !== null));
}

function hold() {
  held = held ? null : data.map(column => [...column]);
  press();
  if (plot) plot.draw(() => held || data);
}

function note() {
  const quiet = Math.round((Date.now() - heard) / 1000);
  if (held) return 'The picture is held; measuring goes on.';
  if (!heard) return 'No reading yet.';
  return quiet >= 3 ? 'No reading for ' + quiet + ' s.' : '';
}

export function startSignal() {
  $('hold').addEventListener('click', hold);
  setInterval(() => say($('signal-note'), note()), 500);
}

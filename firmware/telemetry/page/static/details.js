// The panels for the curious: rates, memory, readings that were not believed.
import {$, bars, el, keyed, say} from './dom.js';
import {bytes, clock, count, list, number, text} from './format.js';

const smallest = -7, largest = 0; // decades of the bars of rates; a rate of 1 fills the bar

export function showDetails(state) {
  bars($('rates'), list(state.rates).map(r => ({
    name: text(r.layer),
    part: r.rate > 0 ? (Math.log10(r.rate) - smallest) / (largest - smallest) : 0,
    text: number(r.rate),
  })));
  showMemory(list(state.memory));
  showQuarantine(list(state.quarantine));
}

function showMemory(items) {
  const total = items.reduce((sum, m) => sum + (m.bytes || 0), 0);
  const most = Math.max(1, ...items.map(m => m.bytes || 0));
  say($('memory-total'), items.length ? bytes(total) : '–');
  const sorted = [...items].sort((a, b) => b.bytes - a.bytes);
  bars($('memory'), sorted.map(m => ({name: text(m.name), part: m.bytes / most, text: bytes(m.bytes)})));
}

function showQuarantine(items) {
  const make = () => el('li', '', el('span', 'said', el('b'), el('small')));
  const nothing = [{none: true}];
  keyed($('quarantine'), items.length ? items : nothing, q => q.none ? 'none' : JSON.stringify([q.sensor, q.channel, q.reason]), make, (row, q) => {
    const [what, why] = row.firstChild.children;
    say(what, q.none ? 'None so far.' : [text(q.sensor), text(q.channel)].filter(Boolean).join(', '));
    say(why, q.none ? '' : [text(q.reason), count(q.count ?? 1) + ' times', 'last at ' + clock(q.time)].join(' · '));
  });
}

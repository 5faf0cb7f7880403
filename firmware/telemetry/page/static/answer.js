// The guess with its confidence, the anomaly score with its alarm, and the changes.
import {$, say, width} from './dom.js';
import {clock, list, number, percent, text, count} from './format.js';

let spoken = '';

export function showAnswer(state) {
  const p = state.prediction, targets = list(state.targets);
  const name = p ? guess(state, p) : '–';
  say($('name'), name);
  fit($('name'), name);
  $('sure-bar').parentNode.hidden = targets.length > 0;
  width($('sure-bar'), p ? p.confidence : 0);
  say($('sure'), !p ? 'no answer yet' : targets.length ? off(state) : percent(p.confidence) + ' sure');
  say($('guess-time'), p ? 'at ' + clock(p.time) : '');
  if (p && !targets.length && name !== spoken) say($('spoken'), spoken = name);
}

// guess is what it said of a window: a class, or a line for each value.
export function guess(state, p) {
  const value = (t, i) => readable(text(t.name)) + ' ' + amount(list(p.values)[i], t);
  return list(state.targets).map(value).join('\n') || readable(nameOf(state, p.name ?? p.class));
}

const amount = (v, t) => (number(v) + ' ' + text(t.unit)).trim();

function off(state) {
  const e = errors(state);
  return e ? 'off by ' + e : '';
}

// errors are how far values were off of late, each in its unit.
export const errors = state => list(state.errors).map((e, i) => amount(e, list(state.targets)[i] || {})).join(', ');

// fit tells the style sheet how many lines of how many letters a name takes.
function fit(e, name) {
  const rows = name.split('\n');
  const words = (rows.length > 1 ? rows : name.split(' ')).map(word => word.length);
  const lines = rows.length > 1 ? rows.length : Math.min(words.length, name.length > 24 ? 3 : name.length > 10 ? 2 : 1);
  e.style.setProperty('--lines', lines);
  e.style.setProperty('--letters', Math.max(4, ...words, (lines > 1 ? 1.2 : 1) * name.length / lines));
}

// readable writes the name of a class for people.
export const readable = name => name.replaceAll('_', ' ');

// nameOf reads a class: its name, or its number in the list of names.
export function nameOf(state, value) {
  if (typeof value === 'number') return text(list(state.classes)[value] ?? 'class ' + value);
  return text(value) || '–';
}

export function showAnomaly(state) {
  const a = state.anomaly;
  $('alarm').dataset.state = a ? (a.alarm ? 'unusual' : 'usual') : 'none';
  say($('alarm'), a ? (a.alarm ? 'unusual' : 'as usual') : 'not watched by this model');
  say($('score'), a ? 'score ' + number(a.score) : '');
  const d = state.drift || {};
  say($('drift-count'), count(d.count ?? 0));
  say($('drift-last'), d.count ? 'the last at ' + clock(d.last) : 'so far');
}

// The guess with its confidence, the anomaly score with its alarm, and the changes.
import {$, say, width} from './dom.js';
import {clock, list, number, percent, text, count} from './format.js';

let spoken = '';

export function showAnswer(state) {
  const p = state.prediction;
  const name = p ? readable(nameOf(state, p.name ?? p.class)) : '–';
  say($('name'), name);
  fit($('name'), name);
  width($('sure-bar'), p ? p.confidence : 0);
  say($('sure'), p ? percent(p.confidence) + ' sure' : 'no answer yet');
  say($('guess-time'), p ? 'at ' + clock(p.time) : '');
  if (p && name !== spoken) say($('spoken'), spoken = name);
}

// fit tells the style sheet how many lines of how many letters a name takes.
function fit(e, name) {
  const words = name.split(' ').map(word => word.length);
  const lines = Math.min(words.length, name.length > 24 ? 3 : name.length > 10 ? 2 : 1);
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

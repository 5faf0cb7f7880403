// Labels by one click: for the moment on show, and for those of a moment ago.
import {$, button, el, keyed, say} from './dom.js';
import {clock, list, text} from './format.js';
import {post, toast} from './act.js';
import {guess, nameOf, readable} from './answer.js';

const few = 6;        // classes that fit into each row
const reaction = 300; // ms: a click this soon after a change was meant for what stood there before

let shown = null, before = null, changed = 0, moved = 0, chosen = null, busy = 0;
const given = new Map(); // labels by window, those on their way too

async function teach(window, name, values) {
  if (given.has(window)) {
    chosen = null;
    return toast('It knows about this moment already: “' + readable(given.get(window)) + '”.');
  }
  if (!await post('label', values ? {window, values} : {window, class: name})) return;
  given.set(window, name);
  chosen = null;
  $('values').reset();
  toast('Thank you. It now learns that this was “' + readable(name) + '”.');
}

function teachNow(name) {
  if (chosen !== null) return teach(chosen.window, name);
  const late = Date.now() - changed < reaction && before;
  const p = late ? before : shown;
  if (p) teach(p.window, name);
}

function teachRow(window, name) {
  if (Date.now() - moved < reaction) return toast('The list just moved. Please click once more.');
  teach(window, name);
}

export function showTeach(state) {
  const p = state.prediction;
  if (p && (!shown || p.window !== shown.window)) {
    before = shown;
    shown = p;
    changed = Date.now();
  }
  const coming = new Map(list(state.coming).map(c => [text(c.class), c.windows + ' of ' + c.of]));
  const classes = [...list(state.classes).map(text), ...coming.keys()];
  const targets = list(state.targets);
  $('teach').hidden = !classes.length && !targets.length;
  showValues(targets);
  say($('now-which'), which(state));
  const make = name => button('', () => teachNow(name));
  keyed($('now'), classes, name => name, make, (b, name) => {
    b.disabled = !shown;
    say(b, readable(name) + (coming.has(name) ? ', ' + coming.get(name) : ''));
  });
  showNew(state.new_classes, coming);
  if (Date.now() > busy && !$('recent').matches(':hover, :focus-within')) showRecent(state, classes);
}

// showNew offers a name that is not there yet, while there is a place for it.
function showNew(places, coming) {
  $('new').hidden = !(places > 0);
  $('new').lastElementChild.disabled = !shown;
  say($('new-note'), coming.size ? 'It needs a few more moments of: ' + [...coming].map(c => readable(c[0]) + ' (' + c[1] + ')').join(', ') + '.' : '');
}

function which(state) {
  if (chosen !== null) return 'the moment at ' + clock(chosen.time) + ', which it took for ' + guess(state, chosen).replaceAll('\n', ', ');
  return shown ? 'the moment at ' + clock(shown.time) : 'waiting for the first moment';
}

// showRecent lists the moments, the newest first. While somebody points into the list it
// holds still.
function showRecent(state, classes) {
  const recent = [...list(state.recent)].sort((a, b) => b.window - a.window);
  remember(recent);
  const make = () => el('li', '', el('span', 'said', el('b'), el('small')), el('span', 'classes'));
  const fill = (row, r) => {
    const label = given.get(r.window);
    const [what, when] = row.firstChild.children;
    say(what, label === undefined ? guess(state, r).replaceAll('\n', ', ') : readable(label));
    say(when, clock(r.time) + ', ' + (label ? 'it was told' : 'its guess'));
    fillChoices(row.lastChild, r, label, nameOf(state, r.class), classes);
  };
  if (keyed($('recent'), recent, r => r.window, make, fill)) moved = Date.now();
}

// remember keeps the labels of the moments that are on show.
function remember(recent) {
  const onShow = new Set(recent.map(r => r.window).concat(shown ? shown.window : []));
  for (const window of given.keys()) if (!onShow.has(window)) given.delete(window);
  for (const r of recent) if (r.label) given.set(r.window, r.label);
}

function fillChoices(parent, r, label, guess, classes) {
  const all = classes.length > 0 && classes.length <= few;
  const names = all ? classes : [...classes.filter(name => name === guess), other];
  const make = name => name === other ? button(classes.length ? 'something else' : 'correct it', () => choose(r))
    : button(all ? readable(name) : 'right', () => teachRow(r.window, name));
  keyed(parent, names, name => name === other ? 'other' : 'is ' + name, make, (b, name) => {
    b.setAttribute('aria-pressed', String(name === label));
    b.setAttribute('aria-disabled', String(label !== undefined));
  });
}

const other = {};

function choose(r) {
  chosen = r;
  $('now').scrollIntoView({block: 'center'});
  $('teach').querySelector('#now button, #values input')?.focus();
  toast('Now say what it was.');
}

// showValues has a field for each value of a net that gives those.
function showValues(targets) {
  $('values').hidden = !targets.length;
  const make = t => {
    if (!t) return el('button', '', 'This was it');
    const field = el('input');
    field.inputMode = 'decimal';
    field.size = 8;
    return el('label', '', readable(text(t.name)) + ' ', field, ' ' + text(t.unit));
  };
  keyed($('values'), targets.length ? [...targets, null] : [], t => t ? 'is ' + t.name : 'done', make, () => {});
}

// teachValues takes what was typed for the moment at which that began.
function teachValues() {
  const words = [...$('values').querySelectorAll('input')].map(field => field.value.trim().replace(',', '.'));
  const values = words.map(Number);
  if (!chosen || words.includes('') || values.some(isNaN)) return toast('Please write a number into each field.');
  teach(chosen.window, words.join(', '), values);
}

export function startTeach() {
  $('new').addEventListener('submit', event => {
    event.preventDefault();
    const name = $('new-name').value.trim();
    if (name) teachNow(name);
    $('new-name').value = '';
  });
  $('values').addEventListener('input', () => { chosen ??= shown; });
  $('values').addEventListener('submit', event => {
    event.preventDefault();
    teachValues();
  });
  $('recent').addEventListener('pointerdown', () => { busy = Date.now() + 5000; });
  document.addEventListener('keydown', event => { if (event.key === 'Escape') chosen = null; });
}

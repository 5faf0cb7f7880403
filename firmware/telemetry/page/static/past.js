// Generations, and the way back to one of them: asked first, undone by one click.
import {$, button, el, keyed, say} from './dom.js';
import {bytes, clock, count, list, text} from './format.js';
import {post, toast} from './act.js';

const reasons = {
  start: 'the beginning',
  promoted: 'proved better, taken into use',
  'taken back': 'was worse, taken back',
  checkpoint: 'saved as a matter of course',
  end: 'the end of a recording',
};
const novel = /^new class (.*)$/;

// reason says why a version was saved.
const reason = what => Object.hasOwn(reasons, what) ? reasons[what] : what.replace(novel, 'learned to know “$1”').replace(/^rollback to (\d+)$/, 'went back to version $1');

let newest = null, wanted = null;

export function showPast(state) {
  const all = [...list(state.generations)].sort((a, b) => b.generation - a.generation);
  newest = all.length ? all[0].generation : null;
  keyed($('generations'), all, g => g.generation, makeRow, fillRow);
}

function makeRow(g) {
  const back = button('Go back to this', () => ask(g));
  back.setAttribute('aria-label', 'Go back to version ' + g.generation);
  return el('li', '', el('span', 'said', el('b'), el('small')), el('span', 'tag', 'in use'), back);
}

function fillRow(row, g) {
  const [said, tag, back] = row.children;
  say(said.children[0], 'Version ' + g.generation + ', ' + clock(g.time));
  say(said.children[1], [reason(text(g.what)), count(g.windows) + ' moments seen',
    bytes(g.bytes), text(g.verdict)].filter(Boolean).join(' · '));
  tag.hidden = g.generation !== newest;
  back.hidden = g.generation === newest;
}

function ask(g) {
  wanted = g.generation;
  say($('ask-text'), 'It will answer as it did at ' + clock(g.time) + ' (version ' + wanted +
    '). What it learned since is set aside, not lost: you can undo this.');
  $('ask').showModal();
}

async function goBack(to) {
  const from = newest;
  const answer = await post('rollback', {to});
  if (!answer) return;
  toast('It answers as version ' + to + ' did.', from === null ? null : () => goBack(from));
}

export function startPast() {
  $('ask-no').addEventListener('click', () => $('ask').close());
  $('ask-yes').addEventListener('click', () => {
    $('ask').close();
    goBack(wanted);
  });
}

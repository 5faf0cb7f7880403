// Joins the connection to the panels.
import {$, say} from './dom.js';
import {text} from './format.js';
import {connect} from './link.js';
import {post, startToast} from './act.js';
import {showAnomaly, showAnswer} from './answer.js';
import {showTeach, startTeach} from './teach.js';
import {addSample, showSignal, startSignal} from './signal.js';
import {showCurves} from './curves.js';
import {showPast, startPast} from './past.js';
import {showDetails} from './details.js';

const panels = [showHeader, showAnswer, showAnomaly, showTeach, showSignal, showCurves, showPast, showDetails];
let paused = false;

function showHeader(state) {
  say($('about'), [text(state.model), text(state.version)].filter(Boolean).join(' · '));
  paused = state.paused === true;
  $('pause').disabled = false;
  say($('pause'), paused ? 'Resume learning' : 'Pause learning');
}

function showState(state) {
  if (!state || typeof state !== 'object') return;
  for (const show of panels) show(state);
  document.body.classList.remove('waiting');
}

function showLink(kind, words) {
  $('link').dataset.state = kind;
  say($('link'), words);
  document.body.classList.toggle('old', kind === 'lost');
}

$('pause').addEventListener('click', () => post(paused ? 'resume' : 'pause'));
startToast();
startTeach();
startPast();
startSignal();
connect({state: showState, sample: addSample, link: showLink});

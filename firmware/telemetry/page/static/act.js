// What a person can do, and the line at the bottom that says how it went.
import {$, say} from './dom.js';
import {why} from './link.js';

// post sends one wish; null when it was refused, and then the reason is on the page.
export async function post(path, body = {}) {
  try {
    const answer = await fetch('api/' + path, {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify(body),
    });
    if (answer.ok) return await answer.json().catch(() => ({}));
    toast('That did not work: ' + await why(answer));
  } catch {
    toast('That did not work: the service does not answer.');
  }
  return null;
}

let timer = 0, undo = null;

// toast shows words for a while, with an Undo button where back is given.
export function toast(words, back) {
  clearTimeout(timer);
  undo = back;
  $('toast-undo').hidden = !back;
  say($('toast-text'), words);
  $('toast').classList.add('on');
  timer = setTimeout(close, back ? 60000 : 6000);
}

function close() {
  $('toast').classList.remove('on');
  say($('toast-text'), '');
}

export function startToast() {
  $('toast-undo').addEventListener('click', () => {
    const back = undo;
    close();
    if (back) back();
  });
}

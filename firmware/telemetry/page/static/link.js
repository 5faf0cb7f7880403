// The connection: the present state once, then a stream of events. When it breaks, the
// page says how old its data is and tries again, a little later each time.

const oldAfter = 5000; // ms without an event
const deadAfter = 8000; // ms without an event on an open stream: the line is cut
const longest = 10000; // ms between two tries

// connect calls on.state and on.sample with what arrives, and on.link(kind, words) when
// the connection changes: live, connecting or lost.
export function connect(on) {
  let heard = 0, opened = 0, delay = 500, stream = null, reason = '';

  function hear(give) {
    return event => {
      heard = Date.now();
      delay = 500;
      reason = '';
      on.link('live', 'live');
      give(JSON.parse(event.data));
    };
  }

  function again() {
    if (stream) stream.close();
    stream = null;
    tell();
    setTimeout(open, delay);
    delay = Math.min(2 * delay, longest);
  }

  async function open() {
    const state = await present();
    if (!state) return again();
    on.state(state);
    opened = Date.now();
    stream = new EventSource('api/live');
    stream.addEventListener('state', hear(on.state));
    stream.addEventListener('sample', hear(on.sample));
    const before = heard;
    stream.onerror = () => {
      if (heard === before) reason = 'no live readings; perhaps too many pages are open';
      again();
    };
  }

  // present asks for the state; without an answer it leaves the reason.
  async function present() {
    reason = '';
    try {
      const answer = await fetch('api/state', {cache: 'no-store', signal: AbortSignal.timeout(deadAfter)});
      if (answer.ok) return await answer.json();
      reason = await why(answer);
    } catch { /* nobody there */ }
    return null;
  }

  function tell() {
    const age = Date.now() - heard;
    if (stream && heard && age < oldAfter) return;
    if (reason) return on.link('lost', reason);
    if (!heard) return on.link('connecting', 'connecting…');
    on.link('lost', 'no connection, trying again; this is ' + Math.round(age / 1000) + ' s old');
  }

  setInterval(() => {
    if (stream && Date.now() - Math.max(heard, opened) > deadAfter) again();
    else tell();
  }, 1000);
  open();
}

// why reads the error of an answer in words.
export async function why(answer) {
  if (answer.status === 401) {
    return 'not allowed yet; open /login?token=… once, with the token in the file that http.token_file names';
  }
  const body = await answer.json().catch(() => ({}));
  const words = [body.error || 'the service answered ' + answer.status, body.hint];
  return words.filter(Boolean).join('; ');
}

// Numbers and times in words. A value that is missing reads "–".

export const none = '–';
const known = x => typeof x === 'number' && isFinite(x);

export const text = x => x === undefined || x === null ? '' : String(x);
export const list = x => Array.isArray(x) ? x : [];

export const percent = x => known(x) ? Math.round(100 * x) + ' %' : none;
export const count = x => known(x) ? x.toLocaleString('en') : none;

export function number(x) {
  if (!known(x)) return none;
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return x.toExponential(1);
  return x.toFixed(size < 1 ? 3 : size < 100 ? 2 : 0);
}

export function bytes(n) {
  if (!known(n)) return none;
  if (n < 1024) return n + ' B';
  return n < 1 << 20 ? (n / 1024).toFixed(1) + ' KiB' : (n / (1 << 20)).toFixed(1) + ' MiB';
}

// moment reads a time of the service: an ISO string, or seconds since 1970.
export function moment(t) {
  if (!t) return null;
  const d = new Date(known(t) ? 1000 * t : t);
  return isNaN(d) || d.getFullYear() < 2000 ? null : d;
}

export function clock(t) {
  const d = moment(t);
  if (!d) return none;
  const time = d.toLocaleTimeString('en-GB');
  return d.toDateString() === new Date().toDateString() ? time : d.toISOString().slice(0, 10) + ' ' + time;
}

// Elements and text. Whatever comes from the service enters the page as text, so a
// name that looks like markup stays a name.

export const $ = id => document.getElementById(id);

// el makes an element; strings among its children become text.
export function el(tag, className, ...children) {
  const e = document.createElement(tag);
  if (className) e.className = className;
  e.append(...children);
  return e;
}

export function button(text, act, className) {
  const b = el('button', className, text);
  b.type = 'button';
  b.addEventListener('click', act);
  return b;
}

// say writes text, and leaves the element alone when it says so already.
export function say(e, text) {
  if (e.textContent !== text) e.textContent = text;
}

// keyed makes the children of parent follow items. A row stays the same element as long
// as its key is there, so that it keeps the focus and a click that has begun. It tells
// whether rows that were there moved.
export function keyed(parent, items, key, make, fill) {
  const keys = items.map(item => String(key(item)));
  const rows = new Map();
  for (const row of [...parent.children]) {
    const k = row.dataset.key;
    if (keys.includes(k) && !rows.has(k)) rows.set(k, row);
    else row.remove();
  }
  let at = parent.firstElementChild;
  let moved = false;
  const some = at !== null;
  items.forEach((item, i) => {
    let row = rows.get(keys[i]);
    if (!row) {
      row = make(item);
      row.dataset.key = keys[i];
      rows.set(keys[i], row);
    }
    fill(row, item);
    if (row === at) {
      at = at.nextElementSibling;
    } else {
      parent.insertBefore(row, at);
      moved = some;
    }
  });
  return moved;
}

// bars draws items {name, part of 1, text} as rows of bars.
export function bars(parent, items) {
  const make = () => {
    const bar = el('span', 'bar', el('span'));
    bar.setAttribute('aria-hidden', 'true');
    return el('li', '', el('span', 'name'), bar, el('span', 'value'));
  };
  keyed(parent, items, item => item.name, make, (row, item) => {
    say(row.children[0], item.name);
    width(row.children[1].firstChild, item.part);
    say(row.children[2], item.text);
  });
}

export function width(e, part) {
  e.style.width = 100 * Math.min(1, Math.max(0, part || 0)) + '%';
}

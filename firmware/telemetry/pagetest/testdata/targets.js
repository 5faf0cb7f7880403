// The buttons that a finger could miss: smaller than 44 by 44, as a list of strings.
[...document.querySelectorAll('button')].filter(b => b.checkVisibility()).map(b => [b, b.getBoundingClientRect()])
  .filter(([, r]) => r.width < 44 || r.height < 44).map(([b, r]) => b.textContent + ' ' + r.width + 'x' + r.height)

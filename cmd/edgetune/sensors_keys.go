package main

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"edgetune/sensors/record"
)

// keyMap says which key stands for which class.
type keyMap struct {
	keys    []rune
	classes []string
}

// freeKeys are given to classes without a key of their own, in this order.
const freeKeys = "123456789abcdefghijklmnoprstuvwxyz"

// parseKeys reads "off,on" or "f=off,n=on".
func parseKeys(text string) (keyMap, error) {
	var m keyMap
	if text == "" {
		return m, nil
	}
	for i, part := range strings.Split(text, ",") {
		key, name, ok := strings.Cut(part, "=")
		if !ok {
			if i >= len(freeKeys) {
				return m, usagef("--classes: more than %d classes; record them in several folders", len(freeKeys))
			}
			key, name = freeKeys[i:i+1], part
		}
		r, n := utf8.DecodeRuneInString(key)
		if n != 1 || n != len(key) || r >= utf8.RuneSelf || name == "" || strings.ContainsRune(" q\r\n\x03", r) {
			return m, usagef("--classes: %q: write NAME or KEY=NAME, with one letter or digit as the key, but not q or space", part)
		}
		if slices.Contains(m.keys, r) {
			return m, usagef("--classes: the key %c stands for two classes; give each its own", r)
		}
		m.keys, m.classes = append(m.keys, r), append(m.classes, name)
	}
	return m, nil
}

// String says which keys there are.
func (m keyMap) String() string {
	var parts []string
	for i, k := range m.keys {
		parts = append(parts, string(k)+"="+m.classes[i])
	}
	return strings.Join(append(parts, "space=pause", "q=end"), " ")
}

// listen takes keys from in until ctx ends; q and Ctrl-C call end. It returns after the first
// key. A terminal is set to give single keys, and back by done.
func (m keyMap) listen(ctx context.Context, end func(), in io.Reader) (_ record.Labels, done func(), err error) {
	done = func() {}
	if f, ok := in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		state, err := term.MakeRaw(int(f.Fd()))
		if err != nil {
			return nil, nil, err
		}
		done = func() { _ = term.Restore(int(f.Fd()), state) }
		_, _ = io.WriteString(os.Stderr, "press "+m.String()+"\r\n")
	}
	keys, first := &record.Keys{}, make(chan struct{})
	go m.follow(in, keys, first, end)
	select {
	case <-first:
		return keys, done, nil
	case <-ctx.Done():
		done()
		return nil, nil, errors.New("ended before the first label")
	}
}

// follow reads keys to the end of in. It closes first with the first class or the end.
func (m keyMap) follow(in io.Reader, keys *record.Keys, first chan struct{}, end func()) {
	begin := func() {
		if first != nil {
			close(first)
			first = nil
		}
	}
	defer begin()
	var p [1]byte
	for {
		if n, err := in.Read(p[:]); n == 0 || err != nil {
			return
		}
		switch i := slices.Index(m.keys, rune(p[0])); {
		case i >= 0:
			keys.Set(i)
			begin()
		case p[0] == ' ':
			keys.Set(-1)
		case p[0] == 'q', p[0] == 3:
			end()
			return
		}
	}
}

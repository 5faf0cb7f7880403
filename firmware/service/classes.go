package service

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"edgetune/firmware"
	"edgetune/firmware/telemetry"
)

// classes are the names of what the net knows, and of what it is about to know. The
// learner writes, whoever has a label asks.
type classes struct {
	mu     sync.RWMutex
	base   int    // that the model file knows
	most   int    // that may be added
	shots  int    // windows that a class is learned from
	closed string // why none may be added; "": some may

	known  []string
	opened []firmware.Opening
	queued map[string]int // labels that wait to be learned from, of classes not opened yet
}

func newClasses(known []string, most, shots int) *classes {
	c := &classes{base: len(known), most: most, shots: shots, known: known, queued: map[string]int{}}
	if most == 0 {
		c.closed = "learn.new_classes is 0"
	}
	return c
}

// Bounds: of a name, and of learn.new_classes.
const (
	mostRunes = 32
	mostNew   = 16
)

// checkName says what a class cannot be called.
func checkName(name string) error {
	ok := utf8.ValidString(name) && name != "" && len(name) <= firmware.MostName && utf8.RuneCountInString(name) <= mostRunes && strings.TrimSpace(name) == name
	for _, r := range name {
		ok = ok && (unicode.In(r, unicode.L, unicode.M, unicode.Nd) || strings.ContainsRune(" -_.", r))
	}
	if ok {
		return nil
	}
	return hinted{
		fmt.Errorf("%w: %.64q cannot be the name of a class", telemetry.ErrBadLabel, name),
		fmt.Sprintf("write at most %d letters, digits, spaces, - _ and ., no space at the ends", mostRunes),
	}
}

// list is what the net knows.
func (c *classes) list() []string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.known
}

// index is the number of a class, -1 where the net does not know it.
func (c *classes) index(name string) int { return slices.Index(c.list(), name) }

// name is that of a class.
func (c *classes) name(i int) string {
	if known := c.list(); i < len(known) {
		return known[i]
	}
	return fmt.Sprintf("class %d", i)
}

// admit lets a label through to the queue: of a class that the net knows, or of a new one
// where there is a place for it. What it admits must be given back by settle.
func (c *classes) admit(name string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if slices.Contains(c.known, name) {
		return nil
	}
	if err := c.open(name); err != nil {
		return err
	}
	c.queued[name]++
	return nil
}

// open says why a class cannot be opened.
func (c *classes) open(name string) error {
	if c.closed != "" {
		return c.unknown(name, c.closed)
	}
	if err := checkName(name); err != nil {
		return err
	}
	coming := c.coming()
	if slices.Contains(coming, name) {
		return nil
	}
	for _, near := range slices.Concat(c.known, coming) {
		if strings.EqualFold(near, name) {
			return c.unknown(name, fmt.Sprintf("did you mean %q?", near))
		}
	}
	if len(c.known)-c.base+len(coming) >= c.most {
		return c.unknown(name, fmt.Sprintf("learn.new_classes = %d of them are there already, or on their way", c.most))
	}
	return nil
}

// coming are the names of the classes that windows are gathered of, or will be.
func (c *classes) coming() []string {
	names := sortedKeys(c.queued)
	for _, o := range c.opened {
		if !slices.Contains(names, o.Name) {
			names = append(names, o.Name)
		}
	}
	return names
}

func (c *classes) unknown(name, why string) error {
	return hinted{
		fmt.Errorf("%w: %.64q", telemetry.ErrUnknownClass, name),
		"this net knows " + strings.Join(c.known, ", ") + "; no class more: " + why,
	}
}

// settle gives back what admit admitted: the label was learned from, or dropped.
func (c *classes) settle(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.queued[name]--; c.queued[name] <= 0 {
		delete(c.queued, name)
	}
}

// follow takes over what the learner knows.
func (c *classes) follow(l *firmware.Rehearser) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known = slices.Concat(c.known[:c.base:c.base], l.Added())
	c.opened = l.Openings()
}

// show writes both on the board.
func (c *classes) show(st *telemetry.State) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	st.Classes, st.Coming, st.Places = c.known, nil, 0
	for _, o := range c.opened {
		st.Coming = append(st.Coming, telemetry.Coming{Class: o.Name, Windows: o.Shots, Of: c.shots})
	}
	if c.closed == "" {
		st.Places = max(0, c.most-(len(c.known)-c.base)-len(c.coming()))
	}
}

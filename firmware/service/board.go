package service

import (
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"edgetune/firmware/telemetry"
)

// board is what is known of the service at a moment, for whoever asks. Those who do the
// work write on it.
type board struct {
	mu       sync.Mutex
	state    telemetry.State // without what other parts know better
	right    [accuracyOver]bool
	off      [][]float64 // of a regression, by how much the answers were off
	labelled int         // ever
	learned  time.Duration
	counts   map[string]float64
	troubles map[string]string // by part
	paused   bool              // by somebody
	hot      bool
	heat     float64
}

const (
	accuracyOver = 128 // labelled windows
	refusalsKept = 32  // runs of refused readings
)

func newBoard() *board {
	return &board{counts: map[string]float64{}, troubles: map[string]string{}}
}

// trouble says what is wrong with a part; "" that nothing is.
func (b *board) trouble(part, words string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if words == "" {
		delete(b.troubles, part)
		return
	}
	b.troubles[part] = words
}

func (b *board) count(name string, by float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts[name] += by
}

func (b *board) change(f func(*telemetry.State)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f(&b.state)
}

// put sets a count that somebody else keeps.
func (b *board) put(name string, v float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts[name] = v
}

// refused notes a reading that was not believed, next to the last one where the reason
// is the same.
func (b *board) refused(r telemetry.Refusal) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts["edgetune_samples_refused_total"]++
	list := b.state.Quarantine
	if n := len(list); n > 0 && sameFault(list[n-1], r) {
		r.Count += list[n-1].Count
		list[n-1] = r
		return
	}
	if len(list) == refusalsKept {
		list = slices.Delete(list, 0, 1)
	}
	b.state.Quarantine = append(list, r)
}

// sameFault compares what comes before the numbers of a reason.
func sameFault(a, b telemetry.Refusal) bool {
	return a.Sensor == b.Sensor && a.Channel == b.Channel && fault(a.Reason) == fault(b.Reason)
}

func fault(reason string) string {
	kind, _, _ := strings.Cut(reason, ":")
	return kind
}

// answered compares a label with what the net had said.
func (b *board) answered(right bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.right[b.labelled%accuracyOver] = right
	b.labelled++
	n, good := min(b.labelled, accuracyOver), 0
	for _, r := range b.right[:n] {
		if r {
			good++
		}
	}
	v := float64(good) / float64(n)
	b.state.Accuracy = &v
}

// missed takes by how much the values of an answer were off.
func (b *board) missed(off []float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.off) < accuracyOver {
		b.off = append(b.off, off)
	} else {
		b.off[b.labelled%accuracyOver] = off
	}
	b.labelled++
	errors := make([]float64, len(off))
	for _, one := range b.off {
		for i, d := range one {
			errors[i] += float64(d * d)
		}
	}
	for i, sum := range errors {
		errors[i] = math.Sqrt(sum / float64(len(b.off)))
	}
	b.state.Errors = errors
}

// picture copies the state.
func (b *board) picture() telemetry.State {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.state
	s.Quarantine = slices.Clone(s.Quarantine)
	slices.Reverse(s.Quarantine)
	s.Paused = b.paused
	for _, name := range sortedKeys(b.counts) {
		s.Counters = append(s.Counters, telemetry.Counter{Name: name, Value: b.counts[name]})
	}
	s.Counters = append(s.Counters, telemetry.Counter{Name: "edgetune_learning_seconds_total", Value: b.learned.Seconds()})
	if b.heat != 0 {
		s.Gauges = append(s.Gauges, telemetry.Counter{Name: "edgetune_temperature_celsius", Value: b.heat})
	}
	return s
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// resting reports whether learning rests, and why.
func (b *board) resting() (bool, string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.paused:
		return true, "paused"
	case b.hot:
		return true, "too hot"
	}
	return false, ""
}

// set changes one of the reasons to rest and reports whether it was another.
func (b *board) set(flag *bool, on bool) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	changed := *flag != on
	*flag = on
	return changed
}

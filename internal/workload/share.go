package workload

import (
	"time"

	"edgetune/internal/kernel"
	"edgetune/nn"
)

// MACs counts the multiply-accumulates of a step, or of an inference: forward and, of a
// step, dW and, but for the lowest layer, dX of every layer whose weights multiply an
// input. Padding counts.
func MACs(m *nn.Model, batch int, infer bool) int {
	outputs := map[int]int{}
	m.Watch(batch, func(node int, values []kernel.Float) { outputs[node] = len(values) })
	sum, passes := 0, 2
	for _, b := range m.Blocks() {
		if b.Means == 0 {
			continue
		}
		if infer {
			passes = 1
		}
		sum += passes * b.Rows * outputs[b.Node]
		passes = 3
	}
	return sum
}

// peak is the multiply-accumulates in a nanosecond of a loop of nothing else, the best of
// some short ones; 0 where there is no such loop.
func peak() float64 {
	best := 0.0
	for range 20 {
		start := time.Now()
		n := kernel.Peak(1 << 14)
		best = max(best, float64(n)/float64(max(1, time.Since(start).Nanoseconds())))
	}
	return best
}

// share fills in what part of the peak of one thread the fastest block reached.
func (r *Row) share(macs int) {
	r.MACs = macs
	if p := peak(); p > 0 {
		r.Share = float64(macs) / float64(r.Min) / p
	}
}

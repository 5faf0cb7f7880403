package sensors

import (
	"fmt"
	"math"
	"strings"

	"edgetune/fixedpoint"
)

// statistics lists the numbers that the step stats can take of the valid values of
// a channel, at least one of them. Sums are in float64, in the order of time.
func statistics() []statistic {
	return []statistic{
		{"mean", mean},
		{"std", func(x []float32, _ float32) float32 { return deviation(x) }},
		{"logstd", func(x []float32, eps float32) float32 { return fixedpoint.Log(deviation(x) + eps) }},
		{"absdiff", absDiff},
		{"logabsdiff", func(x []float32, eps float32) float32 { return fixedpoint.Log(absDiff(x, eps) + eps) }},
		{"min", lowest},
		{"max", highest},
		{"rms", rms},
		{"last", func(x []float32, _ float32) float32 { return x[len(x)-1] }},
	}
}

type statistic struct {
	name string
	of   func(x []float32, eps float32) float32
}

// statsEps is the default of Step.Eps for stats.
const statsEps = 1e-6

// stats replaces each channel by the chosen numbers of its valid steps:
// [channel × statistic]. Over windows that end at each reading of a stream, it is
// the rolling mean and deviation.
type stats struct {
	in  Layout
	eps float32
	of  []statistic
}

func newStats(step Step, in Layout) (stage, error) {
	s := &stats{in: in, eps: statsEps}
	if step.Eps > 0 {
		s.eps = float32(step.Eps)
	}
	for _, name := range step.Stats {
		one, err := findStatistic(name)
		if err != nil {
			return nil, err
		}
		s.of = append(s.of, one)
	}
	if len(s.of) == 0 {
		return nil, fmt.Errorf("no statistic named; use some of %s", strings.Join(StatNames(), ", "))
	}
	return s, needTime(in)
}

// StatNames returns the names that the step stats knows.
func StatNames() []string {
	var names []string
	for _, s := range statistics() {
		names = append(names, s.name)
	}
	return names
}

func findStatistic(name string) (statistic, error) {
	for _, s := range statistics() {
		if s.name == name {
			return s, nil
		}
	}
	return statistic{}, fmt.Errorf("unknown statistic %q; use some of %s", name, strings.Join(StatNames(), ", "))
}

func (s *stats) layout() Layout { return single(s.in.Channels * len(s.of)) }

func (s *stats) apply(dst, src []float32, length int) int {
	for c := range s.in.Channels {
		x := src[c*s.in.Steps:][:max(length, 1)]
		for j, one := range s.of {
			dst[c*len(s.of)+j] = one.of(x, s.eps)
		}
	}
	return 1
}

func mean(x []float32, _ float32) float32 { return float32(mean64(x)) }

func mean64(x []float32) float64 {
	var sum float64
	for _, v := range x {
		sum += float64(v)
	}
	return sum / float64(len(x))
}

// deviation returns the standard deviation of x, divided by n.
func deviation(x []float32) float32 {
	m := mean64(x)
	var sum float64
	for _, v := range x {
		d := float64(v) - m
		sum += float64(d * d)
	}
	return float32(math.Sqrt(sum / float64(len(x))))
}

// absDiff returns the mean of |x[i+1] - x[i]|, 0 for a single value.
func absDiff(x []float32, _ float32) float32 {
	var sum float64
	for i, v := range x[1:] {
		sum += math.Abs(float64(v) - float64(x[i]))
	}
	return float32(sum / float64(max(len(x)-1, 1)))
}

func lowest(x []float32, _ float32) float32 {
	m := x[0]
	for _, v := range x {
		if v < m {
			m = v
		}
	}
	return m
}

func highest(x []float32, _ float32) float32 {
	m := x[0]
	for _, v := range x {
		if v > m {
			m = v
		}
	}
	return m
}

func rms(x []float32, _ float32) float32 {
	var sum float64
	for _, v := range x {
		sum += float64(float64(v) * float64(v))
	}
	return float32(math.Sqrt(sum / float64(len(x))))
}

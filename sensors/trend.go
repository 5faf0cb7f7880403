package sensors

import (
	"fmt"
	"math"
)

// trend replaces each channel by four numbers that tell where a slow quantity goes:
// its mean, the rise of the straight line through it (least squares) from the first
// to the last step, how much the second half rises more than the first, and the
// deviation that the line leaves. All are in the unit of the channel: [channel × 4].
type trend struct{ in Layout }

const trendValues = 4

func newTrend(_ Step, in Layout) (stage, error) {
	if in.Steps < 4 {
		return nil, fmt.Errorf("windows of %d steps have no trend; use at least 4", in.Steps)
	}
	return trend{in}, needTime(in)
}

func (t trend) layout() Layout { return single(t.in.Channels * trendValues) }

func (t trend) apply(dst, src []float32, length int) int {
	for c := range t.in.Channels {
		x := src[c*t.in.Steps:][:max(length, 1)]
		to := dst[c*trendValues:][:trendValues]
		slope, left := line(x)
		to[0], to[1], to[2], to[3] = mean(x, 0), float32(slope*float64(len(x)-1)), bend(x), left
	}
	return 1
}

// line returns the slope of the line through x for each step, and the deviation from
// it. Places count from the middle, in halves, so their sums are whole numbers.
func line(x []float32) (slope float64, left float32) {
	n := float64(len(x))
	m := mean64(x)
	var products, squares float64
	for i, v := range x {
		at := float64(2*i-len(x)+1) / 2
		products += float64(at * float64(v))
		squares += float64(at * at)
	}
	if squares > 0 {
		slope = products / squares
	}
	var rest float64
	for i, v := range x {
		d := float64(v) - m - float64(slope*(float64(2*i-len(x)+1)/2))
		rest += float64(d * d)
	}
	return slope, float32(math.Sqrt(rest / n))
}

// bend returns how much more the line through the second half rises than that
// through the first.
func bend(x []float32) float32 {
	half := len(x) / 2
	if half < 2 {
		return 0
	}
	first, _ := line(x[:half])
	second, _ := line(x[len(x)-half:])
	return float32((second - first) * float64(half-1))
}

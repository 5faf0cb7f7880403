package trust

import (
	"context"
	"errors"
	"io"
	"math"
	"slices"

	"edgetune/sensors"
)

// Margins of learned limits. Range and rate are wide: they are to tell a broken
// sensor, not another room.
const (
	rare        = 0.001 // share of healthy samples that may lie outside a learned quantile
	rangeMargin = 4     // spans beyond the range of the source
	wideMargin  = 16    // the same, where the source does not bound the quantity
	ratioLower  = 4     // part of the lowest value, for quantities that never fall below 0
	rateMargin  = 3     // times the largest change
	slow        = 20    // a channel is slow when its largest change is less than 1/20 of its span
	runMargin   = 2     // times the longest run
	peakMargin  = 2     // times the rare peak
	swapMargin  = 2
	quietShare  = 0.05 // of the windows: those that show a sensor's noise
)

// Learn reads src to its end, once, and returns limits for samples like those. It
// keeps at most 64 MB of them in memory. Samples with a value that is no number are
// left out.
func Learn(ctx context.Context, src sensors.Source) (*Limits, error) {
	info := src.Info()
	if err := info.Layout.Check(); err != nil {
		return nil, err
	}
	rec := newRecording(info.Layout)
	s := sensors.Sample{Values: make([]float32, info.Layout.Len())}
	for {
		err := src.Read(ctx, &s)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if allFinite(s.Values) {
			rec.add(&s)
		}
	}
	if rec.len() == 0 {
		return nil, errors.New("sensors/trust: no sample to learn limits from; give the recording that the net learns from")
	}
	return learn(rec, info), nil
}

func allFinite(values []float32) bool {
	for _, v := range values {
		if !finite(v) {
			return false
		}
	}
	return true
}

// learn goes over the recording twice: the second time with the noise of each
// channel known.
func learn(rec *recording, info sensors.Info) *Limits {
	l := &Limits{Layout: info.Layout, Clock: learnClock(rec), Channels: make([]Channel, info.Layout.Channels)}
	l.Length = max(slices.Min(rec.lengths)/2, 1)
	if first := rec.lengths[0]; first == slices.Min(rec.lengths) && first == slices.Max(rec.lengths) {
		l.Length = first // every window is full
	}
	for c := range l.Channels {
		name(&l.Channels[c], info, c)
		l.learnLevels(rec, c)
	}
	l.propose()
	l.learnDynamics(rec)
	if l.row() && l.stream() {
		l.learnFits(rec)
	}
	return l
}

func name(l *Channel, info sensors.Info, c int) {
	if c < len(info.Channels) {
		l.Name = info.Channels[c]
	}
	if c < len(info.Units) {
		l.Unit = info.Units[c]
	}
}

// learnClock takes the middle of the times between samples as their period.
func learnClock(rec *recording) Clock {
	var deltas []float64
	for i := 1; i < rec.len(); i++ {
		if d := rec.times[i] - rec.times[i-1]; rec.runs[i] == rec.runs[i-1] && d > 0 {
			deltas = append(deltas, float64(d))
		}
	}
	if len(deltas) == 0 {
		return Clock{}
	}
	slices.Sort(deltas)
	k := Clock{Period: int64(quantile(deltas, 0.5)), Longest: longestSilence}
	most := int64(quantile(deltas, 1-rare))
	k.Gap = max(most, k.Period) + k.Period/2
	least := int64(quantile(deltas, rare))
	k.Slack = max(k.Period-least, min(most-k.Period, k.Period/4), 0)
	k.Longest = max(k.Longest, 1000*k.Period)
	return k
}

// longestSilence is a day: a board without a clock of its own jumps by years.
const longestSilence = 24 * 3600 * 1e9

// learnLevels learns what single values of channel c say: range, register, noise.
func (l *Limits) learnLevels(rec *recording, c int) {
	ch := &l.Channels[c]
	values, changes := rec.channel(c)
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	lo, hi := quantile(sorted, rare), quantile(sorted, 1-rare)
	span := hi - lo
	margin := float64(rangeMargin)
	if unbounded(ch.Unit) {
		margin = wideMargin
	}
	ch.Lo, ch.Hi = float32(lo-float64(margin*span)), float32(hi+float64(margin*span))
	if sorted[0] >= 0 && neverNegative(ch.Unit) {
		ch.Lo = float32(min(lo/ratioLower, sorted[0]))
	}
	ch.Step = learnStep(sorted)
	slices.Sort(changes)
	l.learnNoise(rec, c, changes, span)
	if l.row() && l.stream() {
		ch.Usual = float32(max(math.Abs(lo), math.Abs(hi)))
		ch.learnRate(changes, rec.drifts(c), span)
	}
	ch.Rest = learnRest(sorted)
}

// learnRate: a channel that can cross its span at once may do so again and again.
func (l *Channel) learnRate(changes, drifts []float64, span float64) {
	slices.Sort(drifts)
	rate, drift := robustLargest(changes), robustLargest(drifts)
	l.Rate = float32(rateMargin * rate)
	l.Drift = max(float32(rateMargin*drift), l.Rate)
	if rate > span/slow {
		l.Rate = max(l.Rate, float32(span))
		l.Drift = l.Rate * driftPeriods
	}
}

// robustLargest returns the largest value unless it stands alone.
func robustLargest(sorted []float64) float64 {
	return min(quantile(sorted, 1), 4*quantile(sorted, 1-rare))
}

// unbounded lists what may become far more violent than the source was: blows and
// spins; a number without a unit may be anything, also a feature with a long tail.
func unbounded(unit string) bool {
	return slices.Contains([]string{"", "g", "m/s^2", "rad/s", "deg/s"}, unit)
}

// neverNegative lists the units of quantities that have nothing below 0.
func neverNegative(unit string) bool {
	return slices.Contains([]string{"%RH", "%", "lux", "ppm", "ppb", "kg/kg", "g/kg", "Pa", "hPa", "kPa", "K", "l/min", "Hz"}, unit)
}

// learnNoise: a lively change for rows; for windows the mean change of the quietest.
func (l *Limits) learnNoise(rec *recording, c int, changes []float64, span float64) {
	ch := &l.Channels[c]
	noise := 0.0
	if l.row() {
		noise = quantile(changes, 0.99)
	} else {
		acts := rec.activity(c)
		slices.Sort(acts)
		noise = quantile(acts, quietShare)
	}
	floor := max(float64(ch.Step)/2, span*1e-6, 1e-30)
	ch.Noise = float32(max(noise, floor))
}

// maxRegister is the largest count that is looked for in the values.
const maxRegister = 1 << 17

// learnStep returns the step whose whole multiples nearly all values are, 0 where
// there is none: the values were averaged, or computed.
func learnStep(sorted []float64) float32 {
	step := smallestStep(sorted)
	largest := max(math.Abs(sorted[0]), math.Abs(sorted[len(sorted)-1]))
	if !(largest/step <= maxRegister) || largest/step < 8 {
		return 0
	}
	step = largest / math.Round(largest/step)
	off := 0
	for _, v := range sorted {
		if n := v / step; math.Abs(n-math.Round(n)) > 0.05 {
			off++
		}
	}
	if float64(off) > rare*float64(len(sorted)) {
		return 0
	}
	return float32(step)
}

// smallestStep returns the mean of the smallest distances between values: one alone
// carries the rounding of two float32.
func smallestStep(sorted []float64) float64 {
	least := math.Inf(1)
	for i, v := range sorted[1:] {
		if d := v - sorted[i]; d > math.Abs(v)*0x1p-22 {
			least = min(least, d)
		}
	}
	sum, n := 0.0, 0
	for i, v := range sorted[1:] {
		if d := v - sorted[i]; d > least/2 && d < least*1.5 {
			sum += d
			n++
		}
	}
	return sum / float64(n)
}

// learnRest returns the end of the scale where a tenth of all values lie.
func learnRest(sorted []float64) *Rest {
	n := len(sorted)
	low, _ := slices.BinarySearch(sorted, math.Nextafter(sorted[0], math.Inf(1)))
	high, _ := slices.BinarySearch(sorted, sorted[n-1])
	switch {
	case sorted[0] == sorted[n-1]:
		return nil
	case low > n/10:
		return &Rest{Value: float32(sorted[0])}
	case n-high > n/10:
		return &Rest{Value: float32(sorted[n-1])}
	}
	return nil
}

// quantile returns the value below which the share q of the sorted values lies, 0
// of none.
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

package anomaly

import (
	"fmt"
	"math"

	"edgetune/fixedpoint"
)

// Numbers of the recipe; docs/continual.md says what they were chosen on.
const (
	DefaultFit = 400 // rows
	LeastFit   = 60
	MostFit    = 1 << 14

	MostChannels = 64

	// AlarmAbove is the score of an alarm: both views together e⁴ times their normal
	// edge.
	AlarmAbove = 4

	span       = 20 // rows of a mean and a spread, and of the mean of residuals
	lags       = 2
	edge       = 0.95 // share of normal rows below a score of 0
	warmUp     = 60   // rows before the edge is looked for, of 400
	farFeature = 20   // deviations that count at most
	farRow     = 8
	tiny       = 1e-9
)

// Detector learns what is normal from its first rows and scores the later ones. It
// allocates nothing after them.
type Detector struct {
	channels, fit int

	seen  int       // rows so far, up to fit
	early []float32 // [row × channel], until the fit
	past  history
	dist  distance
	auto  autoregression
	last  []float32 // the newest row, for gaps in the next one
	row   []float64
}

// Result is what a row is worth.
type Result struct {
	Score  float32 // 0: the edge of normal
	Alarm  bool    // the score is above AlarmAbove
	Fitted bool    // false while normal is being learned; there is no score then
}

// New returns a detector for rows of so many channels that takes the first fit rows
// for normal; 0: 400.
func New(channels, fit int) (*Detector, error) {
	if fit == 0 {
		fit = DefaultFit
	}
	if channels < 1 || channels > MostChannels {
		return nil, fmt.Errorf("firmware/anomaly: %d channels; give 1 to %d", channels, MostChannels)
	}
	if fit < LeastFit || fit > MostFit {
		return nil, fmt.Errorf("firmware/anomaly: %d rows to learn normal from; give %d to %d", fit, LeastFit, MostFit)
	}
	d := &Detector{channels: channels, fit: fit, last: make([]float32, channels), row: make([]float64, channels)}
	d.past = newHistory(channels)
	d.dist = newDistance(featuresOf * channels)
	d.auto = newAutoregression(channels)
	d.Restart()
	return d, nil
}

// Restart forgets what is normal; the next rows say it anew.
func (d *Detector) Restart() {
	d.seen, d.early = 0, make([]float32, 0, d.fit*d.channels)
	d.past.clear()
	d.auto.clear()
	clear(d.last)
}

// Channels returns the number of values of a row.
func (d *Detector) Channels() int { return d.channels }

// Fitting returns how many of the rows that say what is normal have been seen, and how
// many there are.
func (d *Detector) Fitting() (seen, of int) { return d.seen, d.fit }

// Size returns its bytes, those of the first rows included.
func (d *Detector) Size() int {
	f := featuresOf * d.channels
	return 4*d.fit*d.channels + 8*(f*f+3*f+d.auto.values()+(span+2)*d.channels)
}

// Add takes the next row. A value that is not finite counts as the one before it.
func (d *Detector) Add(row []float32) Result {
	d.keep(row)
	if d.seen >= d.fit {
		s := d.score()
		return Result{Score: s, Alarm: s > AlarmAbove, Fitted: true}
	}
	d.early = append(d.early, d.last...)
	d.seen++
	if d.seen == d.fit {
		d.learn()
		d.early = nil
	}
	return Result{}
}

// keep copies what is finite of a row.
func (d *Detector) keep(row []float32) {
	for i := range d.last {
		if v := row[i]; v-v == 0 {
			d.last[i] = v
		}
	}
}

// score takes the newest row into both views.
func (d *Detector) score() float32 {
	x, r := d.views()
	return float32(logRatio(x, d.dist.edge) + logRatio(r, d.auto.edge))
}

// views returns distance and residual of the newest row.
func (d *Detector) views() (x, r float64) {
	for i, v := range d.last {
		d.row[i] = float64(v)
	}
	return d.dist.of(d.past.add(d.row)), d.auto.next(d.row)
}

func logRatio(v, edge float64) float64 {
	return ln(v+tiny) - ln(edge+tiny)
}

// ln is the logarithm of a positive number, in the precision of float32.
func ln(v float64) float64 {
	return float64(fixedpoint.Log(float32(min(max(v, math.SmallestNonzeroFloat32), math.MaxFloat32))))
}

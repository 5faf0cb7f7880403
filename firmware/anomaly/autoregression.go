package anomaly

// ridge keeps the coefficients small where rows hardly move.
const ridge = 10

// autoregression predicts a row from the two before it, and averages how wrong it
// was: by mean squares of the channels over about 20 rows.
type autoregression struct {
	standard
	weights []float64 // [input × channel]; inputs are the rows 1 and 2 before, and 1
	scale   []float64 // deviation of the residual of each channel
	before  []float64 // the inputs for the next row
	known   int       // rows in before, up to lags
	running float64   // mean of the squares of the residuals
	started bool
	edge    float64
	z, left []float64 // the newest row, and what was not foreseen of it
}

func newAutoregression(channels int) autoregression {
	inputs := lags*channels + 1
	return autoregression{
		standard: newStandard(channels, farRow), weights: make([]float64, inputs*channels), scale: make([]float64, channels),
		before: make([]float64, inputs), z: make([]float64, channels), left: make([]float64, channels),
	}
}

// values returns how many numbers it holds.
func (a *autoregression) values() int { return len(a.weights) + len(a.before) + 5*len(a.z) }

func (a *autoregression) clear() {
	a.known, a.running, a.started = 0, 0, false
	clear(a.before)
	a.before[len(a.before)-1] = 1
}

// push makes the newest row, as deviations in z, an input.
func (a *autoregression) push() {
	c := len(a.z)
	copy(a.before[c:lags*c], a.before[:c])
	copy(a.before, a.z)
	a.known = min(a.known+1, lags)
}

// next takes a row and returns the running mean of how badly rows were foreseen.
func (a *autoregression) next(row []float64) float64 {
	copy(a.z, row)
	a.apply(a.z)
	if a.known >= lags {
		a.follow(a.surprise())
	}
	a.push()
	return a.running
}

// foresee fills left with what z is beyond what was foreseen.
func (a *autoregression) foresee() {
	c := len(a.z)
	copy(a.left, a.z)
	for i, v := range a.before {
		for j, w := range a.weights[i*c : (i+1)*c] {
			a.left[j] -= float64(v * w)
		}
	}
}

// surprise is the mean square of the residuals of z, in their own deviations.
func (a *autoregression) surprise() float64 {
	a.foresee()
	var sum float64
	for j, v := range a.left {
		r := max(-farRow, min(farRow, v/a.scale[j]))
		sum += float64(r * r)
	}
	return sum / float64(len(a.z))
}

func (a *autoregression) follow(v float64) {
	if !a.started {
		a.running, a.started = v, true
		return
	}
	a.running += (v - a.running) / span
}

package drift

// PageHinkley adds up by how much numbers exceed their mean so far, and calls it a
// rise when the sum passes Lambda (Page, Biometrika 41, 1954). It then starts anew.
// The zero value has the usual constants.
type PageHinkley struct {
	Lambda float64 // 0: 50; 10 is five times quicker, and has false alarms
	Delta  float64 // an excess that is no rise; 0: 0.005
	Fading float64 // of the sum, at each number; 0: 0.9999
	Least  int     // numbers before the first alarm; 0: 30

	n    int
	mean float64
	sum  float64
}

// Add takes the next number and reports a rise.
func (p *PageHinkley) Add(x float64) bool {
	p.n++
	p.mean += (x - p.mean) / float64(p.n)
	p.sum = max(0, float64(or(p.Fading, 0.9999)*p.sum)+(x-p.mean-or(p.Delta, 0.005)))
	if p.n < int(or(float64(p.Least), 30)) || p.sum <= or(p.Lambda, 50) {
		return false
	}
	p.n, p.mean, p.sum = 0, 0, 0
	return true
}

func or(v, fallback float64) float64 {
	if v == 0 {
		return fallback
	}
	return v
}

package trust

import "math"

// Ratio is how much one group of channels moves for each movement of another: an
// arm that turns also shakes. In rows it is how large one reading is for another of
// the same unit: two places of one machine shake together.
type Ratio struct {
	Of []int   `json:"of"`
	To []int   `json:"to"`
	Lo float32 `json:"lo"`
	Hi float32 `json:"hi"`
}

// value returns the movement of Of over that of To.
func (r *Ratio) value(channels []reading) float32 {
	return movement(channels, r.Of) / movement(channels, r.To)
}

func (r *Ratio) broken(v float32) bool { return !(v >= r.Lo && v <= r.Hi) }

// movement is the root of the summed squares of standard deviations, or of readings
// where there is nothing else.
func movement(channels []reading, group []int) float32 {
	var squares float64
	for _, c := range group {
		d := float64(channels[c].dev)
		if channels[c].single {
			d = float64(channels[c].mean)
		}
		squares += float64(d * d)
	}
	return float32(math.Sqrt(squares))
}

package kernel

// The loops on the bits of float16, which are ordered as integers where they are
// positive: the one NaN that is stored comes after infinity.

const (
	infF16  = 0x7c00
	signF16 = 0x8000
)

func reluF16(y []F16, max F16) {
	for i, h := range y {
		if h >= signF16 {
			h = 0
		}
		if int16(h) > int16(max) && h <= infF16 {
			h = max
		}
		y[i] = h
	}
}

func reluGradF16(dy, y []F16, max F16) {
	dy = dy[:len(y)]
	for i, h := range y {
		if int16(h) <= 0 || int16(h) >= int16(max) {
			dy[i] = 0
		}
	}
}

func peakF16(x []F16) (peak F16) {
	for _, h := range x {
		peak = max(peak, h&^signF16)
	}
	return peak
}

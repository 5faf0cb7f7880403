package sensors

import "fmt"

// Layout says how the values of a window or of a feature row are arranged: Height
// rows of Steps columns with Channels values each. Height is 1 except for images,
// Steps is 1 for a single reading or a row without time. Rate is the steps per
// second, 0 when unknown.
type Layout struct {
	Height   int     `json:"height"`
	Steps    int     `json:"steps"`
	Channels int     `json:"channels"`
	Rate     float64 `json:"rate_hz,omitempty"`
}

// maxValues bounds the values of one window: more is a mistake in a description.
const maxValues = 1 << 22

// Len returns the number of values.
func (l Layout) Len() int { return l.Height * l.Steps * l.Channels }

// Shape returns the extents that a network sees, channel last: [channel],
// [time × channel] or [y × x × channel].
func (l Layout) Shape() []int {
	switch {
	case l.Height > 1:
		return []int{l.Height, l.Steps, l.Channels}
	case l.Steps > 1:
		return []int{l.Steps, l.Channels}
	}
	return []int{l.Channels}
}

// Check reports an extent that is not positive, and a product beyond 2^22.
func (l Layout) Check() error {
	if l.Height < 1 || l.Steps < 1 || l.Channels < 1 ||
		l.Height > maxValues || l.Steps > maxValues/l.Height || l.Channels > maxValues/(l.Height*l.Steps) {
		return fmt.Errorf("sensors: layout %d x %d x %d: every extent must be at least 1 and the product at most %d",
			l.Height, l.Steps, l.Channels, maxValues)
	}
	return nil
}

// single returns the layout of n values without a time axis.
func single(n int) Layout { return Layout{Height: 1, Steps: 1, Channels: n} }

// channelLast copies a planar src [channel × position] to dst [position × channel].
func channelLast(dst, src []float32, channels int) {
	n := len(src) / channels
	for c := range channels {
		for i, v := range src[c*n : c*n+n] {
			dst[i*channels+c] = v
		}
	}
}

package integer

import "edgetune/fixedpoint"

// tracker lets the scale of an activation follow the data, from what one step
// clipped: a few per cent up at once, down by 1/256 while there is room. A change
// holds from the next step on; nothing but the activation is stored in its unit.
type tracker struct {
	reach   float64 // the largest |q - zero| that does not clip
	next    float64 // scale of the next step, 0: unchanged
	clipped float64 // share of values that the last step clipped
}

// observe looks at one forward pass: ReLU clips at the bottom by design.
func (t *tracker) observe(scale float64, clip fixedpoint.Saturation, relu bool, peak int32) {
	n := clip.High
	if !relu {
		n += clip.Low
	}
	t.clipped = float64(n) / float64(max(clip.Seen, 1))
	switch {
	case n*64 > clip.Seen:
		scale *= 1.25
	case n*2048 > clip.Seen:
		scale *= 17.0 / 16
	case float64(peak) < float64(0.9*t.reach):
		scale *= 255.0 / 256
	}
	t.next = scale
}

// settle makes the next scale the current one.
func (t *tracker) settle(scale *float64) {
	if t.next > 0 {
		*scale = t.next
	}
	t.next = 0
}

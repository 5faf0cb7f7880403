package integer

import "edgetune/fixedpoint"

// tracker lets the scale of an activation follow the data, from what one step
// clipped: a few per cent up at once, down by 1/256 while there is room. A change
// holds from the next step on; nothing but the activation is stored in its unit.
type tracker struct {
	reach   int32                 // the largest |q - zero| that does not clip
	next    fixedpoint.Scalar     // scale of the next step, 0: unchanged
	clipped fixedpoint.Saturation // of the last step
}

// observe looks at one forward pass: ReLU clips at the bottom by design.
func (t *tracker) observe(scale fixedpoint.Scalar, clip fixedpoint.Saturation, relu bool, peak int32) {
	if relu {
		clip.Low = 0
	}
	t.clipped = clip
	switch n := clip.Low + clip.High; {
	case n*64 > clip.Seen:
		scale = scale.Mul(fixedpoint.Ratio(5, 4))
	case n*2048 > clip.Seen:
		scale = scale.Mul(fixedpoint.Ratio(17, 16))
	case 10*peak < 9*t.reach:
		scale = scale.Mul(fixedpoint.Ratio(255, 256))
	}
	t.next = scale
}

// settle makes the next scale the current one.
func (t *tracker) settle(scale *fixedpoint.Scalar) {
	if t.next > 0 {
		*scale = t.next
	}
	t.next = 0
}

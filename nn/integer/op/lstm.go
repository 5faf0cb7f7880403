package op

import (
	"fmt"
	"math"

	"edgetune/fixedpoint"
)

// Gate is one of the four gates of an LSTM: a sum over the input and one over the
// hidden state, each brought to Q3.12.
type Gate[A Sum] struct {
	Input         []int8 // [hidden × in]
	Recurrent     []int8 // [hidden × hidden]
	Bias          []A    // [hidden]
	InputMult     fixedpoint.Multiplier
	RecurrentMult fixedpoint.Multiplier
}

// LSTM is a layer of long short-term memory cells. The cell state is of 16 bits,
// gates pass [fixedpoint.SigmoidInt16] and [fixedpoint.TanhInt16].
//
//	c = forget·c + input·candidate
//	h = output·tanh(c)
type LSTM[X Value, A Sum] struct {
	Loops[X, int8, A]
	Batch, In, Hidden int
	Zero, HiddenZero  int32 // zero points of x and of the hidden state
	Range             fixedpoint.Range
	Rounding          fixedpoint.Rounding // of the sums

	InputGate, Forget, Candidate, Output Gate[A]

	ForgetMult fixedpoint.Multiplier // of forget·c
	InputMult  fixedpoint.Multiplier // of input·candidate
	HiddenMult fixedpoint.Multiplier // of output·tanh(c)
	CellScale  fixedpoint.CurveScale // from c to the argument of tanh
	CellClip   int16                 // largest |c|; 0: 32767

	product [1]A
}

// gateScale is that of Q3.12.
var gateScale = fixedpoint.CurveScale{Mult: 3}

// Check reports what does not fit together.
func (l *LSTM[X, A]) Check() error {
	if l.Batch < 1 || l.In < 1 || l.Hidden < 1 {
		return fmt.Errorf("op: lstm: batch %d, in %d, hidden %d: each needs 1 or more", l.Batch, l.In, l.Hidden)
	}
	for i, g := range []*Gate[A]{&l.InputGate, &l.Forget, &l.Candidate, &l.Output} {
		if len(g.Input) != l.Hidden*l.In || len(g.Recurrent) != l.Hidden*l.Hidden || len(g.Bias) != l.Hidden {
			return fmt.Errorf("op: lstm: gate %d has %d and %d weights and %d biases; want %d, %d, %d", i,
				len(g.Input), len(g.Recurrent), len(g.Bias), l.Hidden*l.In, l.Hidden*l.Hidden, l.Hidden)
		}
	}
	return nil
}

// Run takes one step for x [batch × in]: it writes the new hidden state, the output,
// into next, and the new cell state over cell; both are [batch × hidden]. In the
// beginning the cell state is 0 and the hidden state its zero point.
func (l *LSTM[X, A]) Run(next, hidden, x []X, cell []int16) {
	for n := range l.Batch {
		h, in := hidden[n*l.Hidden:(n+1)*l.Hidden], x[n*l.In:(n+1)*l.In]
		for i := range l.Hidden {
			at := n*l.Hidden + i
			cell[at] = l.remember(cell[at], in, h, i)
			next[at] = l.emit(cell[at], in, h, i)
		}
	}
}

// remember returns the new cell state of unit i.
func (l *LSTM[X, A]) remember(c int16, x, h []X, i int) int16 {
	forget := fixedpoint.SigmoidInt16(l.gate(&l.Forget, x, h, i), gateScale)
	input := fixedpoint.SigmoidInt16(l.gate(&l.InputGate, x, h, i), gateScale)
	candidate := fixedpoint.TanhInt16(l.gate(&l.Candidate, x, h, i), gateScale)
	kept := fixedpoint.Int16.Clamp(int64(l.ForgetMult.Double(int32(forget) * int32(c))))
	sum := fixedpoint.Int16.Clamp(int64(kept) + int64(l.InputMult.Double(int32(input)*int32(candidate))))
	if l.CellClip > 0 {
		sum = min(max(sum, -int32(l.CellClip)), int32(l.CellClip))
	}
	return int16(sum)
}

// emit returns the new hidden state of unit i.
func (l *LSTM[X, A]) emit(c int16, x, h []X, i int) X {
	output := fixedpoint.SigmoidInt16(l.gate(&l.Output, x, h, i), gateScale)
	y := l.HiddenMult.Double(int32(output) * int32(fixedpoint.TanhInt16(c, l.CellScale)))
	return X(l.Range.Clamp(int64(y) + int64(l.HiddenZero)))
}

// gate returns the argument of unit i's curve in Q3.12.
func (l *LSTM[X, A]) gate(g *Gate[A], x, h []X, i int) int16 {
	w, r := g.Input[i*l.In:(i+1)*l.In], g.Recurrent[i*l.Hidden:(i+1)*l.Hidden]
	in := g.Bias[i] + l.dot(x, w, &l.product) - A(l.Zero)*l.Total(w)
	back := l.dot(h, r, &l.product) - A(l.HiddenZero)*l.Total(r)
	sum := fixedpoint.Clamp(l.Rounding.Apply(int64(in), g.InputMult), math.MinInt16, math.MaxInt16)
	return int16(fixedpoint.Int16.Clamp(sum + l.Rounding.Apply(int64(back), g.RecurrentMult)))
}

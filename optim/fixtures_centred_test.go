package optim

import (
	"fmt"
	"slices"
	"testing"

	"edgetune/nn"
)

// centredFixture runs every variant of one file of the centred step.
func centredFixture(t *testing.T, name string, f fixture) bool {
	if f.text("layer") != "linear" {
		return false
	}
	for variant := range f.sub("variants") {
		t.Run(variant, func(t *testing.T) { runCentred(t, f, variant) })
	}
	return true
}

func runCentred(t *testing.T, f fixture, variant string) {
	in, out, rows, n := f.int("n_in"), f.int("n_out"), f.int("rows"), f.int("N")
	steps := f.sub("variants").steps(variant)
	net := []string{fmt.Sprintf("input %dx%d", rows/n, in), fmt.Sprintf("conv1d %d kernel=1", out), "loss mse"}
	if rows == n {
		net = []string{fmt.Sprint("input ", in), fmt.Sprint("dense ", out), "loss mse"}
	}
	b := newBench(t, Options{Rates: "backmatch", Updater: "sgd", Tau: float64(f.number("tau")), Steps: len(steps), Balance: variant},
		nn.Options{Batch: n}, net...)
	blk := b.m.Blocks()[0]
	copy(blk.W.Floats(), turned(f.floats("W"), 1, out, in))
	copy(blk.B.Floats(), f.floats("b"))
	for _, s := range steps {
		b.g = s.floats("g_out")
		b.before = func(blk *nn.Block, l nn.Trainable, p *nn.Pass) {
			dw, db := gradients(blk, l, p)
			closeTo(t, "bp_dW", turned(s.floats("bp_dW"), 1, out, in), dw)
			closeTo(t, "bp_db", s.floats("bp_db"), db)
		}
		b.after = func(blk *nn.Block) { checkCentred(t, s, b.states[blk.Node], in, out) }
		b.step(t, n, s.floats("x"))
		closeTo(t, "new_W", turned(s.floats("new_W"), 1, out, in), blk.W.Floats())
		closeTo(t, "new_b", s.floats("new_b"), blk.B.Floats())
	}
}

// checkCentred compares what the step left in its scratch: the centred, balanced
// gradient without the factors of its columns, the bias's likewise, k times those
// factors.
func checkCentred(t *testing.T, s fixture, st *state, in, out int) {
	closeTo(t, "xbar", s.floats("xbar"), st.xbar.Floats())
	closeNumber(t, "v", s.number("v"), st.v)
	if s.number("u_norm2") == 0 {
		return // the step was left out
	}
	factor, k := s.floats("row_factor"), s.number("k")
	rates := make([]float, out)
	for i := range rates {
		rates[i] = k * factor[i]
	}
	closeTo(t, "k and row_factor", rates, st.s)
	dir := turned(s.floats("dir_W"), 1, out, in)
	got, bias := slices.Clone(st.grad.Floats()[:in*out]), slices.Clone(st.h)
	for i := range got {
		got[i] *= factor[i%out]
	}
	for i := range bias {
		bias[i] *= factor[i]
	}
	closeTo(t, "dir_W", dir, got)
	closeTo(t, "dir_b", s.floats("dir_b"), bias)
	if col := s.floats("col_factor"); len(st.each.Floats()) > 0 {
		closeTo(t, "col_factor", col, st.each.Floats())
	}
}

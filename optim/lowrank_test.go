package optim

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"edgetune/nn"
)

// TestLowRank: what the factors say of a gradient is what the gradient says, for inputs
// far from zero, more columns than a chunk, short batches, one row, and no bias.
func TestLowRank(t *testing.T) {
	for _, c := range []struct{ in, out, batch, rows int }{
		{70, 3, 1, 1}, {64, 64, 8, 8}, {650, 12, 8, 5}, {200, 130, 16, 16}, {1300, 6, 4, 3},
	} {
		for _, o := range []Options{
			{Rates: "backmatch", Updater: "sgd"},
			{Rates: "constant", Updater: "momentum", Tau: 0.01},
		} {
			for _, bias := range []string{"", " bias=no"} {
				t.Run(fmt.Sprintf("%dx%d rows %d of %d %s%s", c.in, c.out, c.rows, c.batch, o.Rates, bias), func(t *testing.T) {
					b := newBench(t, o, nn.Options{Batch: c.batch, Seed: 1}, fmt.Sprint("input ", c.in), fmt.Sprint("dense ", c.out, bias), "loss mse")
					checkLowRank(t, b, c.in, c.rows)
				})
			}
		}
	}
}

func checkLowRank(t *testing.T, b *bench, in, rows int) {
	var dw, db []float
	b.before = func(blk *nn.Block, l nn.Trainable, p *nn.Pass) { dw, db = gradients(blk, l, p) }
	b.after = func(blk *nn.Block) {
		st := b.states[blk.Node]
		assert.True(t, st.low.on)
		q, hx := make([]float, blk.Cols), make([]float, blk.Cols)
		for i, g := range dw {
			r, col := i/blk.Cols, i%blk.Cols
			var x float
			if st.xbar.Bound() {
				x = st.xbar.Floats()[r]
			}
			h := g - float(db[col]*x)
			q[col] += float(h * h)
			hx[col] += float(h * x)
		}
		closeTo(t, "squares", q, st.q)
		closeTo(t, "along the mean", hx, st.hx)
	}
	for step := range uint32(3) {
		b.step(t, rows, normals(rows*in, 7+step, 1, 2))
	}
}

// TestLowRankWhere: only where the gradient is a product of few rows, and only where
// its length is asked for.
func TestLowRankWhere(t *testing.T) {
	for _, c := range []struct {
		net   string
		batch int
		o     Options
		want  bool
	}{
		{"dense 18", 16, Options{Rates: "backmatch", Updater: "sgd"}, true},
		{"dense 17", 16, Options{Rates: "backmatch", Updater: "sgd"}, false},
		{"dense 18", 17, Options{Rates: "backmatch", Updater: "sgd"}, false},
		{"conv1d 400 kernel=3", 8, Options{Rates: "backmatch", Updater: "sgd"}, false},
		{"dense 18", 8, Options{Rates: "constant", Updater: "sgd"}, false},
		{"dense 18", 8, Options{Rates: "backmatch", Updater: "sgd", Balance: "row_col"}, false},
	} {
		b := newBench(t, c.o, nn.Options{Batch: c.batch}, "input 200x2", c.net, "loss mse")
		assert.Equal(t, c.want, b.states[b.m.Blocks()[0].Node].low.on, c)
	}
}

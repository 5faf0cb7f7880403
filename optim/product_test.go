package optim

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"edgetune/internal/kernel/kerneltest"
	"edgetune/nn"
)

// TestProduct: a gradient that is never stored moves the weights to the same bits.
func TestProduct(t *testing.T) {
	for _, d := range []nn.DType{nn.F32, nn.Half} {
		for _, rows := range []int{1, 5, 8} {
			t.Run(fmt.Sprintf("%v rows %d", d, rows), func(t *testing.T) {
				fused := newMomentum(Options{})
				_, ok := fused.(productUpdater)
				require.True(t, ok)
				want := trained(t, struct{ Updater }{newMomentum(Options{})}, d, rows)
				got := trained(t, fused, d, rows)
				for i, v := range want {
					kerneltest.SameBits(t, v.Floats(), got[i].Floats())
					kerneltest.SameBits(t, v.Halves(), got[i].Halves())
				}
			})
		}
	}
}

// trained returns the weights of a small net after some steps.
func trained(t *testing.T, u Updater, d nn.DType, rows int) (w []*nn.Tensor) {
	spec, err := nn.Parse("input 20\ndense 24\nrelu\ndense 7\nrelu\ndense 16\nloss mse\n")
	require.NoError(t, err)
	m, err := nn.Build(spec, nn.Options{Batch: 8, DType: d, Seed: 3, Optimizer: New(newConstant(Options{}), u)})
	require.NoError(t, err)
	for step := range uint32(5) {
		x := normals(rows*20, 5+step, 0, 1)
		for i := range rows {
			m.Batch().Put(i, x[i*20:][:20])
			m.Batch().Target(i, x[i*20:][:16])
		}
		r, err := m.Step(rows)
		require.NoError(t, err)
		require.Zero(t, r.Skipped)
	}
	for _, b := range m.Blocks() {
		w = append(w, &b.W)
	}
	return w
}

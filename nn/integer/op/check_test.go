package op

import (
	"testing"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCheckFindsWhatDoesNotFit(t *testing.T) {
	one := Shape{1, 1, 1, 2}
	w := Window{H: 1, W: 1, StrideH: 1, StrideW: 1, DilationH: 1, DilationW: 1}
	conv := func() Conv[int8, int8, int32] {
		return Conv[int8, int8, int32]{Loops: Int8(kernel.Generic()), Window: w, In: one, Out: one, Groups: 1, Weights: make([]int8, 4), Output: plain()}
	}
	good := conv()
	require.NoError(t, good.Check())
	for name, spoil := range map[string]func(*Conv[int8, int8, int32]){
		"input":       func(c *Conv[int8, int8, int32]) { c.In.H = 0 },
		"output":      func(c *Conv[int8, int8, int32]) { c.Out.W = -1 },
		"groups":      func(c *Conv[int8, int8, int32]) { c.Groups = 3 },
		"no groups":   func(c *Conv[int8, int8, int32]) { c.Groups = 0 },
		"stride":      func(c *Conv[int8, int8, int32]) { c.Window.StrideH = 0 },
		"weights":     func(c *Conv[int8, int8, int32]) { c.Weights = c.Weights[1:] },
		"bias":        func(c *Conv[int8, int8, int32]) { c.Bias = make([]int32, 3) },
		"batch":       func(c *Conv[int8, int8, int32]) { c.Out.N = 2 },
		"multipliers": func(c *Conv[int8, int8, int32]) { c.Output.Mult = nil },
		"range":       func(c *Conv[int8, int8, int32]) { c.Output.Range = fixedpoint.Range{Min: 1} },
	} {
		c := conv()
		spoil(&c)
		assert.ErrorContains(t, c.Check(), "op: conv", name)
	}
	depthwise := Depthwise[int16, int8, int32]{Loops: Int16x8Narrow(nil), Window: w, In: one, Out: one, Multiplier: 1, Weights: make([]int8, 2), Output: plain()}
	assert.ErrorContains(t, depthwise.Check(), "op: depthwise")
	depthwise.Multiplier = 2
	assert.ErrorContains(t, depthwise.Check(), "op: depthwise")
	dense := Dense[int8, int8, int32]{Loops: Int8(kernel.Generic()), Batch: 1, In: 2, Out: 2, Weights: make([]int8, 3), Output: plain()}
	assert.ErrorContains(t, dense.Check(), "op: dense: 3 weights")
	pool := Pool[int8]{Window: w, In: one, Out: Shape{1, 1, 1, 3}}
	assert.ErrorContains(t, pool.Check(), "op: pool")
	product := MatMul[int8]{A: Shape{1, 1, 2, 3}, B: Shape{1, 1, 2, 3}, Output: plain()}
	assert.ErrorContains(t, product.Check(), "op: matmul: 2 × 3 times 2 × 3")
	product.TransposeB = true
	assert.NoError(t, product.Check())
	extremes := Extremes[int8]{A: one, B: Shape{1, 1, 1, 3}}
	assert.ErrorContains(t, extremes.Check(), "do not broadcast")
	svdf := SVDF[int16]{Batch: 1, In: 1, Units: 1, Rank: 1, Memory: 2, Feature: make([]int8, 1), Time: make([]int16, 1)}
	assert.ErrorContains(t, svdf.Check(), "op: svdf")
}

package op

import (
	"strings"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
)

// result is what an operator computed and what it should have.
type result struct{ got, want []int64 }

type runner func(c *cmsisCase, r fixedpoint.Rounding) (result, error)

// runners lists the operators that the cases can be run with, by kind.
var runners = map[string]runner{
	"conv int8":             convCase(Int8),
	"grouped_conv int8":     convCase(Int8),
	"conv int4":             convCase(Int8),
	"conv int16":            convInt16,
	"depthwise_conv int8":   depthwiseCase(Int8),
	"depthwise_conv int4":   depthwiseCase(Int8),
	"depthwise_conv int16":  depthwiseCase(Int16x8),
	"fully_connected int8":  denseCase(Int8),
	"fully_connected int4":  denseCase(Int8),
	"fully_connected int16": denseCase(Int16x8),
	"transpose_conv int8":   transposeConvCase,
	"average_pool int8":     poolCase[int8],
	"average_pool int16":    poolCase[int16],
	"max_pool int8":         poolCase[int8],
	"max_pool int16":        poolCase[int16],
	"add int8":              addCase[int8],
	"add int16":             addCase[int16],
	"mul int8":              mulCase[int8],
	"mul int16":             mulCase[int16],
	"softmax int8":          softmaxCase,
	"softmax int16":         softmaxCase,
	"batch_matmul int8":     matMulCase[int8],
	"batch_matmul int16":    matMulCase[int16],
	"min_max int8":          extremesCase[int8],
	"min_max int16":         extremesCase[int16],
	"pad int8":              padCase[int8],
	"pad int16":             padCase[int16],
	"lstm int8":             lstmCase,
	"lstm int16":            lstmCase,
	"svdf int8":             svdfCase[int8],
	"svdf int16":            svdfCase[int16],
	"network int8":          networkCase,
}

// rounding is the arithmetic of a case: 64-bit sums go with the reduced multiplier,
// and only there.
func (c *cmsisCase) rounding(r fixedpoint.Rounding) fixedpoint.Rounding {
	if c.reduced() {
		return fixedpoint.ReducedMultiplier
	}
	return r
}

// reduced reports whether a case has sums of 64 bits.
func (c *cmsisCase) reduced() bool {
	switch c.kind() {
	case "conv int16":
		return !strings.Contains(c.Case, "xint32")
	case "depthwise_conv int16", "fully_connected int16", "batch_matmul int16":
		return true
	case "lstm int16":
		return c.Arrays["input_gate_bias"].Type == "int64_t"
	}
	return false
}

func (c *cmsisCase) window() Window {
	return Window{
		H: c.get(0, "FILTER_Y", "FILTER_H"), W: c.get(0, "FILTER_X", "FILTER_W"),
		StrideH: c.get(0, "STRIDE_Y", "STRIDE_H"), StrideW: c.get(0, "STRIDE_X", "STRIDE_W"),
		DilationH: c.get(1, "DILATION_Y"), DilationW: c.get(1, "DILATION_X"),
		Top: c.get(0, "PAD_Y", "PADDING_H"), Left: c.get(0, "PAD_X", "PADDING_W"),
	}
}

func (c *cmsisCase) shapes() (in, out Shape) {
	n := c.get(1, "INPUT_BATCHES", "BATCH_SIZE")
	in = Shape{n, c.get(0, "INPUT_H"), c.get(0, "INPUT_W"), c.get(0, "IN_CH")}
	return in, Shape{n, c.get(0, "OUTPUT_H"), c.get(0, "OUTPUT_W"), c.get(0, "OUT_CH")}
}

// weights reads n weights, unpacking those of 4 bits.
func (c *cmsisCase) weights(n int) []int8 {
	w := c.array(0, "weights", "input_weights")
	if c.Dtype == "int4" {
		w = unpack(w, n)
	}
	return narrow[int8](w[:n])
}

func bias[A Sum](c *cmsisCase, n int) []A {
	return narrow[A](c.array(n, "biases", "bias", "input_bias"))
}

func convCase[X Value, A Sum](loops func(*kernel.Set) Loops[X, int8, A]) runner {
	return func(c *cmsisCase, r fixedpoint.Rounding) (result, error) {
		in, out := c.shapes()
		per := c.get(in.C, "FILTER_CH")
		op := Conv[X, int8, A]{
			Loops: loops(c.set), Window: c.window(), In: in, Out: out, Groups: in.C / per,
			Zero: -c.get32("INPUT_OFFSET"), Bias: bias[A](c, out.C), Output: c.output(out.C, r),
		}
		op.Weights = c.weights(out.C * op.Window.H * op.Window.W * per)
		x, y := narrow[X](c.array(0, "input", "input_tensor")), make([]X, out.Len())
		if err := op.Check(); err != nil {
			return result{}, err
		}
		op.Run(y, x, make([]A, 2*out.C), make([]X, op.Patch()))
		return result{wide(y), c.want(out.Len())}, nil
	}
}

func convInt16(c *cmsisCase, r fixedpoint.Rounding) (result, error) {
	if c.reduced() {
		return convCase(Int16x8)(c, r)
	}
	return convCase(Int16x8Narrow)(c, r)
}

func depthwiseCase[X Value, A Sum](loops func(*kernel.Set) Loops[X, int8, A]) runner {
	return func(c *cmsisCase, r fixedpoint.Rounding) (result, error) {
		in, out := c.shapes()
		op := Depthwise[X, int8, A]{
			Loops: loops(c.set), Window: c.window(), In: in, Out: out, Multiplier: c.get(0, "CH_MULT"),
			Zero: -c.get32("INPUT_OFFSET"), Bias: bias[A](c, out.C), Output: c.output(out.C, r),
		}
		op.Weights = c.weights(op.Window.H * op.Window.W * out.C)
		x, y := narrow[X](c.array(0, "input", "input_tensor")), make([]X, out.Len())
		if err := op.Check(); err != nil {
			return result{}, err
		}
		op.Run(y, x, make([]A, out.C))
		return result{wide(y), c.want(out.Len())}, nil
	}
}

func denseCase[X Value, A Sum](loops func(*kernel.Set) Loops[X, int8, A]) runner {
	return func(c *cmsisCase, r fixedpoint.Rounding) (result, error) {
		op := Dense[X, int8, A]{
			Loops: loops(c.set), Batch: c.get(0, "INPUT_BATCHES", "BATCH_SIZE"),
			In: c.get(0, "ACCUMULATION_DEPTH"), Out: c.get(0, "OUT_CH"),
			Zero: -c.get32("INPUT_OFFSET"), WeightZero: -c.get32("FILTER_OFFSET"),
		}
		op.Weights, op.Bias, op.Output = c.weights(op.In*op.Out), bias[A](c, op.Out), c.output(op.Out, r)
		x, y := narrow[X](c.array(0, "input")), make([]X, op.Batch*op.Out)
		if err := op.Check(); err != nil {
			return result{}, err
		}
		op.Run(y, x, make([]A, 2*op.Out))
		return result{wide(y), c.want(len(y))}, nil
	}
}

func transposeConvCase(c *cmsisCase, r fixedpoint.Rounding) (result, error) {
	in, out := c.shapes()
	op := TransposeConv[int8, int8, int32]{
		Loops: Int8(c.set), Window: c.window(), In: in, Out: out, Zero: -c.get32("INPUT_OFFSET"),
		Bias: bias[int32](c, out.C), Output: c.output(out.C, r),
	}
	op.Weights = c.weights(out.C * op.Window.H * op.Window.W * in.C)
	x, y := narrow[int8](c.array(0, "input")), make([]int8, out.Len())
	if err := op.Check(); err != nil {
		return result{}, err
	}
	op.Run(y, x)
	return result{wide(y), c.want(out.Len())}, nil
}

func poolCase[X Value](c *cmsisCase, _ fixedpoint.Rounding) (result, error) {
	n, ch := c.get(1, "BATCH_SIZE"), c.get(0, "INPUT_C")
	op := Pool[X]{
		Window: c.window(), Range: c.activation(),
		In:  Shape{n, c.get(0, "INPUT_H"), c.get(0, "INPUT_W"), ch},
		Out: Shape{n, c.get(0, "OUTPUT_H"), c.get(0, "OUTPUT_W"), ch},
	}
	x, y := narrow[X](c.array(0, "input_tensor", "input")), make([]X, op.Out.Len())
	if err := op.Check(); err != nil {
		return result{}, err
	}
	if c.Op == "max_pool" {
		op.Max(y, x)
	} else {
		op.Average(y, x)
	}
	return result{wide(y), c.want(len(y))}, nil
}

func addCase[X Value](c *cmsisCase, r fixedpoint.Rounding) (result, error) {
	op := Add[X]{
		A:    Operand{Zero: -c.get32("INPUT1_OFFSET"), Mult: c.scalar("INPUT1_MULT", "INPUT1_SHIFT")},
		B:    Operand{Zero: -c.get32("INPUT2_OFFSET"), Mult: c.scalar("INPUT2_MULT", "INPUT2_SHIFT")},
		Left: c.get(0, "LEFT_SHIFT"), Output: c.scalarOutput(r),
	}
	y := make([]X, c.get(0, "DST_SIZE"))
	op.Run(y, narrow[X](c.array(len(y), "input1")), narrow[X](c.array(len(y), "input2")))
	return result{wide(y), c.want(len(y))}, nil
}

// scalarOutput reads an output stage with one multiplier.
func (c *cmsisCase) scalarOutput(r fixedpoint.Rounding) Output {
	m := []fixedpoint.Multiplier{c.scalar("OUTPUT_MULT", "OUTPUT_SHIFT")}
	return Output{Mult: m, Zero: c.get32("OUTPUT_OFFSET"), Range: c.activation(), Rounding: r}
}

func mulCase[X Value](c *cmsisCase, r fixedpoint.Rounding) (result, error) {
	op := Mul[X]{ZeroA: -c.get32("INPUT1_OFFSET"), ZeroB: -c.get32("INPUT2_OFFSET"), Output: c.scalarOutput(r)}
	y := make([]X, c.get(0, "DST_SIZE"))
	op.Run(y, narrow[X](c.array(len(y), "input1")), narrow[X](c.array(len(y), "input2")))
	return result{wide(y), c.want(len(y))}, nil
}

func softmaxCase(c *cmsisCase, _ fixedpoint.Rounding) (result, error) {
	m, depth := c.scalar("INPUT_MULT", "INPUT_LEFT_SHIFT"), c.get(0, "ROW_SIZE")
	x, n := c.array(0, "input"), c.get(0, "DST_SIZE")
	lowest, inQ31 := c.Defines["DIFF_MIN"].(float64)
	scale := fixedpoint.SoftmaxScale{Mult: m, Min: int32(lowest)}
	y8, y16 := make([]int8, n), make([]int16, n)
	switch {
	case c.Dtype == "int8":
		SoftmaxInt8(y8, narrow[int8](x), depth, scale)
		return result{wide(y8), c.want(n)}, nil
	case inQ31:
		SoftmaxInt8To16(y16, narrow[int8](x), depth, scale)
	default:
		SoftmaxInt16(y16, narrow[int16](x), depth, m)
	}
	return result{wide(y16), c.want(n)}, nil
}

func padCase[X Value](c *cmsisCase, _ fixedpoint.Rounding) (result, error) {
	shape := func(p string) Shape {
		return Shape{c.get(0, p+"_N"), c.get(0, p+"_H"), c.get(0, p+"_W"), c.get(0, p+"_C")}
	}
	op := Pad[X]{In: shape("INPUT"), Before: shape("PRE_PAD"), After: shape("POST_PAD"), Value: X(c.get(0, "PAD_VALUE"))}
	if err := op.Check(); err != nil {
		return result{}, err
	}
	y := make([]X, op.Out().Len())
	op.Run(y, narrow[X](c.array(0, "input_tensor", "input")))
	return result{wide(y), c.want(len(y))}, nil
}

func matMulCase[X Value](c *cmsisCase, r fixedpoint.Rounding) (result, error) {
	shape := func(p string) Shape {
		return Shape{c.get(0, p+"_BATCH"), c.get(0, p+"_HEIGHT"), c.get(0, p+"_ROWS"), c.get(0, p+"_COLS")}
	}
	op := MatMul[X]{
		A: shape("LHS"), B: shape("RHS"), TransposeA: c.get(0, "ADJ_X") != 0, TransposeB: c.get(0, "ADJ_Y") != 0,
		ZeroA: -c.get32("LHS_OFFSET"), ZeroB: -c.get32("RHS_OFFSET"), Output: c.output(1, r),
	}
	if err := op.Check(); err != nil {
		return result{}, err
	}
	y := make([]X, op.Out().Len())
	op.Run(y, narrow[X](c.array(0, "lhs_input_tensor")), narrow[X](c.array(0, "rhs_input_tensor")))
	return result{wide(y), c.want(len(y))}, nil
}

func extremesCase[X Value](c *cmsisCase, _ fixedpoint.Rounding) (result, error) {
	shape := func(i string) Shape {
		return Shape{c.get(0, "BATCH_"+i), c.get(0, "HEIGHT_"+i), c.get(0, "WIDTH_"+i), c.get(0, "CHANNEL_"+i)}
	}
	op := Extremes[X]{A: shape("1"), B: shape("2")}
	if err := op.Check(); err != nil {
		return result{}, err
	}
	y := make([]X, op.Out().Len())
	a, b := narrow[X](c.array(0, "input_tensor_1")), narrow[X](c.array(0, "input_tensor_2"))
	if strings.HasPrefix(c.Case, "max") {
		op.Max(y, a, b)
	} else {
		op.Min(y, a, b)
	}
	return result{wide(y), c.want(len(y))}, nil
}

func svdfCase[T Value](c *cmsisCase, r fixedpoint.Rounding) (result, error) {
	rank := c.get(0, "RANK")
	op := SVDF[T]{
		Batch: c.get(0, "INPUT_BATCHES"), In: c.get(0, "INPUT_SIZE"), Units: c.get(0, "FEATURE_BATCHES") / rank,
		Rank: rank, Memory: c.get(0, "TIME_BATCHES"), Zero: -c.get32("INPUT_OFFSET"),
		Feature: narrow[int8](c.array(0, "weights_feature")), Time: narrow[T](c.array(0, "weights_time")),
	}
	op.Bias = narrow[int32](c.array(0, "biases")[:op.Units])
	op.Inner = Output{
		Mult: []fixedpoint.Multiplier{c.scalar("MULTIPLIER_IN", "SHIFT_1")}, Rounding: r,
		Range: fixedpoint.Range{Min: c.get32("IN_ACTIVATION_MIN"), Max: c.get32("IN_ACTIVATION_MAX")},
	}
	op.Output = Output{
		Mult: []fixedpoint.Multiplier{c.scalar("MULTIPLIER_OUT", "SHIFT_2")}, Rounding: r,
		Zero: c.get32("OUTPUT_OFFSET"), Range: c.activation(),
	}
	if err := op.Check(); err != nil {
		return result{}, err
	}
	y, state := make([]int8, op.Batch*op.Units), make([]T, op.State())
	for x := narrow[int8](c.array(0, "input_sequence")); len(x) > 0; x = x[op.Batch*op.In:] {
		op.Run(y, x, state)
	}
	return result{wide(y), c.want(len(y))}, nil
}

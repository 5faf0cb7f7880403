package op

import "edgetune/fixedpoint"

func lstmCase(c *cmsisCase, r fixedpoint.Rounding) (result, error) {
	if c.reduced() {
		return lstmOf(c, Int16x8(c.set), fixedpoint.Int16, r)
	}
	return lstmOf(c, Int8(c.set), fixedpoint.Int8, r)
}

func lstmOf[X Value, A Sum](c *cmsisCase, loops Loops[X, int8, A], span fixedpoint.Range, r fixedpoint.Rounding) (result, error) {
	op := LSTM[X, A]{
		Loops: loops, Batch: c.get(0, "BATCH_SIZE"), In: c.get(0, "INPUT_SIZE"), Hidden: c.get(0, "HIDDEN_SIZE"),
		Zero: -c.get32("INPUT_ZERO_POINT"), HiddenZero: c.get32("OUTPUT_ZERO_POINT"), Range: span, Rounding: r,
		InputGate: gateOf[A](c, "input"), Forget: gateOf[A](c, "forget"), Candidate: gateOf[A](c, "cell"), Output: gateOf[A](c, "output"),
		ForgetMult: c.scalar("FORGET_TO_CELL_MULTIPLIER", "FORGET_TO_CELL_SHIFT"),
		InputMult:  c.scalar("INPUT_TO_CELL_MULTIPLIER", "INPUT_TO_CELL_SHIFT"),
		HiddenMult: c.scalar("OUTPUT_MULTIPLIER", "OUTPUT_SHIFT"),
		CellScale:  cellScale(c.get(0, "CELL_SCALE_POWER")), CellClip: int16(c.get(0, "CELL_CLIP")),
	}
	if err := op.Check(); err != nil {
		return result{}, err
	}
	y := runLSTM(&op, c)
	return result{wide(y), c.want(len(y))}, nil
}

func gateOf[A Sum](c *cmsisCase, name string) Gate[A] {
	upper := map[string]string{"input": "INPUT", "forget": "FORGET", "cell": "CELL", "output": "OUTPUT"}[name] + "_GATE_"
	return Gate[A]{
		Input:         narrow[int8](c.array(0, name+"_gate_input_weights")),
		Recurrent:     narrow[int8](c.array(0, name+"_gate_hidden_weights")),
		Bias:          narrow[A](c.array(0, name+"_gate_bias")),
		InputMult:     c.scalar(upper+"INPUT_MULTIPLIER", upper+"INPUT_SHIFT"),
		RecurrentMult: c.scalar(upper+"HIDDEN_MULTIPLIER", upper+"HIDDEN_SHIFT"),
	}
}

// cellScale is that of a cell state in units of 2^power.
func cellScale(power int) fixedpoint.CurveScale {
	if shift := power + 12; shift >= 0 {
		return fixedpoint.CurveScale{Mult: 3 << shift}
	}
	return fixedpoint.CurveScale{Mult: 3, Shift: -power - 12}
}

// runLSTM takes all steps of a case, in its order of batch and time.
func runLSTM[X Value, A Sum](op *LSTM[X, A], c *cmsisCase) []X {
	steps, x := c.get(0, "TIME_STEPS"), narrow[X](c.array(0, "input_tensor", "input"))
	at := func(step, n, width int) int {
		if c.Defines["TIME_MAJOR"] == "true" {
			return (step*op.Batch + n) * width
		}
		return (n*steps + step) * width
	}
	y, cell := make([]X, steps*op.Batch*op.Hidden), make([]int16, op.Batch*op.Hidden)
	hidden, next, in := make([]X, op.Batch*op.Hidden), make([]X, op.Batch*op.Hidden), make([]X, op.Batch*op.In)
	for i := range hidden {
		hidden[i] = X(op.HiddenZero)
	}
	for step := range steps {
		for n := range op.Batch {
			copy(in[n*op.In:(n+1)*op.In], x[at(step, n, op.In):])
		}
		op.Run(next, hidden, in, cell)
		hidden, next = next, hidden
		for n := range op.Batch {
			copy(y[at(step, n, op.Hidden):], hidden[n*op.Hidden:(n+1)*op.Hidden])
		}
	}
	return y
}

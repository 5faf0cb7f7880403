package optim

import "edgetune/nn"

// weighTile is how many weights are widened at a time where no gradient of them is.
const weighTile = 256

// planBiases plans a block whose biases alone learn: there is no gradient of its weights.
func (o *Optimizer) planBiases(p *nn.Planner, b *nn.Block, st *state) {
	tile := nn.Shape{min(weighTile, b.Rows*b.Cols)}
	p.Buffer(&st.grad, b.Name+".weights, widened", tile, nn.F32, nn.At(p.Update(b.Node)))
	o.planColumns(p, b, st)
}

// updateBiases moves the biases of a block by what the rates make of their gradient. To
// the rates its weights are as long as they are, and have no gradient.
func (o *Optimizer) updateBiases(b *nn.Block, st *state, layer nn.Trainable, s *nn.Pass) bool {
	layer.GradBias(s, st.h)
	if !isFinite(s.K.Sum(st.h)) {
		return false
	}
	st.w2 = st.weigh(b, s.K)
	st.steps++
	if o.rates.scale(b, st, o.info) {
		o.updater.prepare(s.K, st.s)
		o.updater.bias(s.K, b, st.s, st.h)
	}
	return true
}

// weightState is the shape of what an updater keeps for the weights of a block.
func weightState(b *nn.Block) nn.Shape {
	if b.Part == nn.Biases {
		return nn.Shape{0, b.Cols}
	}
	return nn.Shape{b.Rows, b.Cols}
}

// VisitsInputs implements nn.Visitor: the walk of [Scalar] reads the inputs of layers.
func (o *Optimizer) VisitsInputs() bool {
	_, walks := o.rates.(*Scalar)
	return walks
}

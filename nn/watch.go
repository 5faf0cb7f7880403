package nn

// Watch runs the first rows samples through the net and shows f the output of every
// node as soon as it is there, [rows × values]; the values are valid until f
// returns. A quantiser reads the ranges of activations so.
func (m *Model) Watch(rows int, f func(node int, values []float)) {
	var wide []float
	for i, n := range m.nodes {
		n.pass.Rows, n.pass.Train = rows, false
		n.layer.Forward(&n.pass)
		count := rows * n.shape.Len()
		if len(wide) < count {
			wide = make([]float, count)
		}
		f(i, n.act.Read(m.opt.Kernels, 0, count, wide))
	}
}

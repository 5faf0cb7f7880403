package integer

// Watch runs the first rows samples through the net and shows f the output of every
// layer as numbers, [rows × values], as soon as it is there; of a convolution and the
// pool of maxima right behind it only that of the pool. The last layer gives the
// logits. The values are valid until f returns.
func (n *Net[X, A]) Watch(rows int, f func(layer int, values []float32)) {
	n.pass.rows, n.pass.train = rows, false
	var values []float32
	for i, v := range n.nodes {
		v.forward(&n.pass)
		values = values[:0]
		y := v.output()
		scale := y.scale.Float64()
		switch l, ok := v.(*Linear[X, A]); {
		case ok && l.last:
			for _, q := range l.logits[:rows*n.head.width] {
				values = append(values, float32(float64(q)*scale))
			}
		default:
			for _, q := range y.v[:rows*y.one()] {
				values = append(values, float32(float64(int32(q)-y.zero)*scale))
			}
		}
		f(n.places[i].layer, values)
	}
}

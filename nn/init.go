package nn

import "edgetune/fixedpoint"

// initialise draws the weights: normal with variance 2/fan-in (He et al., arXiv
// 1502.01852, eq. 10), the last layer half as wide, biases zero; statistics and
// gains are set by their layer.
func (m *Model) initialise() {
	for i, b := range m.blocks {
		if l, ok := m.nodes[b.Node].layer.(interface{ initialise() }); ok {
			l.initialise()
			continue
		}
		key := fixedpoint.Key(m.opt.Seed, 0, uint32(4*i))
		std := sqrt(2 / float(b.Rows))
		if i == len(m.blocks)-1 {
			std /= 2
		}
		for r := range b.Rows {
			row := m.row[0].f32[:0]
			for c := range b.Cols {
				row = append(row, std*float(fixedpoint.Normal(key, uint32(r*b.Cols+c))))
			}
			b.W.Write(m.opt.Kernels, r*b.Cols, row)
		}
		clear(b.B.f32)
	}
}

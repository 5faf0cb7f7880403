package nn

import "edgetune/internal/kernel"

// Threads splits the matrix products of later steps among n threads: workers of the
// model's own, which Close ends. Any number gives the same bits. One is the default.
func (m *Model) Threads(n int) {
	m.Close()
	if n > 1 {
		m.pool = kernel.NewPool(m.opt.Kernels, n)
		m.use(m.pool.Set())
	}
}

// Close ends the workers of Threads. The model can still be used, on one thread.
func (m *Model) Close() {
	if m.pool != nil {
		m.pool.Close()
		m.pool = nil
		m.use(m.opt.Kernels)
	}
}

func (m *Model) use(k *kernel.Set) {
	for _, n := range m.nodes {
		n.pass.K = k
	}
}

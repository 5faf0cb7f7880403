package nn

// Elements returns how many values the tensors of a net have, parameters and
// statistics, without allocating any of them. It fails where Build would for the
// shapes of the layers.
func Elements(s Spec) (int, error) {
	s, err := Parse(s.String())
	if err != nil {
		return 0, err
	}
	m := &Model{Spec: s, opt: Options{Batch: 1}, plan: &Planner{nodes: len(s.Nodes)}}
	for _, phase := range []func() error{m.connect, m.planLayers} {
		if err := phase(); err != nil {
			return 0, err
		}
	}
	n := 0
	for _, t := range m.Tensors() {
		n += t.Shape.Len()
	}
	return n, nil
}

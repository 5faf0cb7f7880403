//go:build float64

package nn

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	nudge   = 1e-5 // of a central difference: its error is about nudge^2
	gradTol = 1e-6 // relative
	sampled = 40   // values of one tensor that are checked
)

var heads = []string{"softmax", "softmax weights=0.5,1,3", "softmax smooth=0.2", "mse", "bce"}

// Every layer against central differences: gradients of all parameters, and of the
// input through a first layer that is the identity.
func TestGradients(t *testing.T) {
	for i, c := range LayerCases {
		t.Run(c.String(), func(t *testing.T) {
			for j, rows := range []int{1, 3} {
				checkGradients(t, c, heads[(2*i+j)%len(heads)], rows)
			}
		})
	}
}

func TestGradientsOfHeads(t *testing.T) {
	c := LayerCase{Input: "7", Layers: "dense 5\ntanh"}
	for _, h := range heads {
		for _, rows := range []int{1, 4} {
			t.Run(fmt.Sprint(h, " batch ", rows), func(t *testing.T) { checkGradients(t, c, h, rows) })
		}
	}
}

// Batch rows+1 with rows samples: the rest of the batch must not matter.
func checkGradients(t *testing.T, c LayerCase, loss string, rows int) {
	t.Helper()
	s, err := Parse(c.Text(loss))
	require.NoError(t, err)
	p := newProbe()
	m, err := Build(s, Options{Batch: rows + 1, Optimizer: p, FrozenStats: c.FrozenStats, Teachers: true, Seed: 3})
	require.NoError(t, err)
	randomise(m)
	fillBatch(m, rows, uint32(rows))
	teachSome(m, rows)
	fill := slices.Clone(m.input.f32)
	_, err = m.Step(rows)
	require.NoError(t, err)
	eval := func() float {
		x := slices.Clone(m.input.f32) // a pass may overwrite its input
		m.forward(rows, true)
		last := m.nodes[len(m.nodes)-1]
		l := m.head.loss(&last.pass, &last.grad, rows, 1)
		copy(m.input.f32, x)
		return l
	}
	copy(m.input.f32, fill)
	compare(t, "input", m.input.f32[:rows*m.Spec.Input.Len()], p.first, eval)
	for _, b := range m.blocks {
		compare(t, b.Name+".weight", b.W.f32, p.blocks[b].w, eval)
		if b.HasBias() {
			compare(t, b.Name+".bias", b.B.f32, p.blocks[b].b, eval)
		}
	}
}

// teachSome gives the first and the last of several samples a teacher.
func teachSome(m *Model, rows int) {
	if rows == 1 {
		return
	}
	logits := make([]float, m.Outputs())
	m.TeacherWeight(0.7)
	for _, i := range []int{0, rows - 1} {
		normals(logits, uint32(70+i), 2)
		m.Batch().Teach(i, logits)
	}
}

// randomise makes the first layer the identity and gives all others random biases
// and gains, and BatchNorm random running statistics.
func randomise(m *Model) {
	for i, b := range m.blocks {
		v := make([]float, b.Cols)
		normals(v, uint32(40+i), 0.3)
		switch _, norm := m.nodes[b.Node].layer.(*BatchNorm); {
		case i == 0:
			identity(b)
		case norm:
			for j := range v {
				b.W.f32[j] = 1 + v[j]
				b.State[0].Tensor.f32[j], b.State[1].Tensor.f32[j] = v[j]/2, 1+v[j]*v[j]
			}
			copy(b.B.f32, v)
		case b.HasBias():
			copy(b.B.f32, v)
		}
	}
}

func identity(b *Block) {
	for r := range b.Rows {
		for c := range b.Cols {
			b.W.f32[r*b.Cols+c] = 0
			if r == c || b.Rows == 1 {
				b.W.f32[r*b.Cols+c] = 1
			}
		}
	}
	clear(b.B.f32)
}

// compare checks got against central differences of eval over v.
func compare(t *testing.T, what string, v, got []float, eval func() float) {
	t.Helper()
	step := max(1, len(v)/sampled)
	var scale float
	for _, g := range got {
		scale = max(scale, abs(g))
	}
	for i := 0; i < len(v); i += step {
		old := v[i]
		v[i] = old + nudge
		up := eval()
		v[i] = old - nudge
		down := eval()
		v[i] = old
		if want := (up - down) / (2 * nudge); math.Abs(want-got[i]) > gradTol*max(abs(want), scale/10)+1e-9 {
			t.Errorf("%s[%d]: gradient %v, difference quotient %v", what, i, got[i], want)
			return
		}
	}
}

package integer

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"testing"

	"edgetune/nn/integer/op"

	"github.com/stretchr/testify/require"
)

// hexFloat is a float64 written as hexadecimal text.
type hexFloat float64

func (h *hexFloat) UnmarshalText(text []byte) error {
	f, err := strconv.ParseFloat(string(text), 64)
	*h = hexFloat(f)
	return err
}

// state is one linear layer in a file of testdata.
type state struct {
	W16 []int16
	B   []int32
	SB  hexFloat   `json:"s_b"`
	SW  []hexFloat `json:"s_w"`
	SY  hexFloat   `json:"s_y"`
	Zp  int32
	E   *int
}

// longRun is 60 steps of an independent implementation (numpy): six batches in
// turn, louder and quieter, with weights that grow and scales that follow.
type longRun struct {
	Seed     uint32
	Eta, Tau float64
	Batch    int
	Data     [][]int // the input is data·gain/256
	Labels   [][]int
	Gains    []float64
	Shape    []int
	Arch     []struct {
		Type              string
		Relu              bool
		Pool, Gap, K, Out int
	}
	SIn           hexFloat `json:"s_in"`
	SInAfter      hexFloat `json:"s_in_after"`
	Before, After []state
}

func readRun(t *testing.T, name string) *longRun {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name + ".json")
	require.NoError(t, err)
	r := new(longRun)
	require.NoError(t, json.Unmarshal(text, r))
	require.NotEmpty(t, r.Gains)
	return r
}

func (r *longRun) spec() Spec {
	in := op.Shape{N: r.Batch, H: 1, W: 1, C: r.Shape[len(r.Shape)-1]}
	if len(r.Shape) == 2 {
		in.W = r.Shape[0]
	}
	s := Spec{Input: in, InputScale: float64(r.SIn)}
	for i, a := range r.Arch {
		b := r.Before[i]
		p := Params{W: b.W16, B: b.B, BScale: float64(b.SB), WScale: plain(b.SW)}
		s.Layers = append(s.Layers, Layer{
			Kind: Kind(a.Type), Out: a.Out, Kernel: [2]int{1, a.K}, Pad: Padding{Same: true}, ReLU: a.Relu,
			Params: p, Scale: float64(b.SY), Zero: b.Zp,
		})
		if a.Pool != 0 {
			s.Layers = append(s.Layers, Layer{Kind: MaxPool, Kernel: [2]int{1, a.Pool}, Stride: [2]int{1, a.Pool}})
		}
		if a.Gap != 0 {
			s.Layers = append(s.Layers, Layer{Kind: GlobalPool})
		}
	}
	return s
}

func plain(h []hexFloat) []float64 {
	f := make([]float64, len(h))
	for i, v := range h {
		f[i] = float64(v)
	}
	return f
}

func (r *longRun) options() Options {
	return Options{Rates: Rates{Rule: Capped, Eta: r.Eta, Tau: r.Tau}, Seed: r.Seed}
}

// learn takes all steps.
func learn[X op.Value, A op.Sum](t *testing.T, r *longRun, n *Net[X, A]) (losses []float64) {
	t.Helper()
	x := make([]float32, len(r.Data[0]))
	for step, gain := range r.Gains {
		batch := step % len(r.Data)
		for i, v := range r.Data[batch] {
			x[i] = float32(float64(v) * gain / 256)
		}
		put(n, x, r.Labels[batch])
		losses = append(losses, n.learn(r.Batch, Linearly(step, 2*len(r.Gains))).Float64())
	}
	return losses
}

// params returns everything that a run has changed.
func params[X op.Value, A op.Sum](n *Net[X, A]) (all []any) {
	all = append(all, n.in.scale.Float64())
	for _, l := range n.linear {
		all = append(all, l.Params(), l.y.scale.Float64(), l.block.e)
	}
	return all
}

func (r *longRun) after() (all []any) {
	all = append(all, float64(r.SInAfter))
	for _, s := range r.After {
		p := Params{W: s.W16, WScale: plain(s.SW), B: s.B, BScale: float64(s.SB)}
		all = append(all, p, float64(s.SY), *s.E)
	}
	return all
}

func TestLongRun(t *testing.T) {
	for _, kind := range []string{"conv", "dense"} {
		t.Run(kind+" q7", func(t *testing.T) { checkRun(t, kind+"_run_q7", NewQ7) })
		t.Run(kind+" q15", func(t *testing.T) { checkRun(t, kind+"_run_q15", NewQ15) })
	}
}

type maker[X op.Value, A op.Sum] func(Spec, Options) (*Net[X, A], error)

// checkRun compares the end of a run with the other implementation's, for several
// sizes of panel.
func checkRun[X op.Value, A op.Sum](t *testing.T, name string, build maker[X, A]) {
	r := readRun(t, name)
	for _, panel := range []int{0, 1, 3} {
		o := r.options()
		o.Panel = panel
		n, err := build(r.spec(), o)
		require.NoError(t, err)
		losses := learn(t, r, n)
		require.Less(t, losses[len(losses)-1], losses[0])
		require.Equal(t, r.after(), params(n), fmt.Sprintf("panel %d", panel))
	}
}

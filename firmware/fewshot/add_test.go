package fewshot

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/bundle"
	"edgetune/firmware/memory"
	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/nn/quantise"
)

const width = 6

// blob is window i of a class: its own value is large.
func blob(class, i int) []float32 {
	x := make([]float32, width)
	for j := range x {
		x[j] = float32(0.3 * fixedpoint.Normal(uint32(class+1), uint32(width*i+j)))
	}
	x[class] += 2
	return x
}

// known is a net of two classes, by hand: each hidden unit looks at one value.
func known(t testing.TB, text string) Known {
	t.Helper()
	s, err := nn.Parse(text)
	require.NoError(t, err)
	m, err := nn.Build(s, nn.Options{Batch: 4, Seed: 1})
	require.NoError(t, err)
	coreset, err := memory.New(memory.Layout{Width: width, Classes: 2, Logits: 2}, 40)
	require.NoError(t, err)
	for i := range 40 {
		x := blob(i%2, i)
		m.Batch().Put(0, x)
		coreset.Add(memory.Window{Row: x, Class: i % 2, Logits: m.Infer(1)})
	}
	return Known{m, &bundle.Bundle{Task: "classification", Classes: []string{"a", "b"}}, &bundle.Kept{Coreset: coreset, Anchors: coreset}}
}

const net = "input 6\ndense 16\nrelu\ndense 2\nloss softmax"

func shots(class, n int) (list []Shot) {
	for i := range n {
		list = append(list, blob(class, 500+i))
	}
	return list
}

func TestAdd(t *testing.T) {
	k := known(t, net)
	t.Run("float", func(t *testing.T) { adds(t, k) })
	for _, d := range []nn.DType{nn.Int8, nn.Int16} {
		o := quantise.Options{DType: d, Batch: 4}
		o.Infer = true
		n, err := quantise.Convert(k.Net.(*nn.Model), k.Kept.Calibration(), o)
		require.NoError(t, err)
		t.Run(d.String(), func(t *testing.T) { adds(t, Known{n, k.Bundle, k.Kept}) })
	}
}

func adds(t *testing.T, k Known) {
	got, err := Add(k, "c", shots(2, 5))
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "b", "c"}, got.Bundle.Classes)
	assert.Equal(t, []string{"a", "b"}, k.Bundle.Classes)
	assert.Equal(t, 45, got.Kept.Coreset.Len())
	assert.Equal(t, 5, got.Kept.Coreset.Count(2))
	assert.Equal(t, 40, got.Kept.Anchors.Len())

	right, taken := 0, 0
	for i := range 100 {
		new := infer(got.Net, blob(2, 900+i))
		if new[2] > max(new[0], new[1]) {
			right++
		}
		old := infer(got.Net, blob(i%2, 900+i))
		assert.Equal(t, infer(k.Net, blob(i%2, 900+i)), old[:2], "what it said of the others has not changed")
		if old[2] > max(old[0], old[1]) {
			taken++
		}
	}
	assert.Greater(t, right, 85)
	assert.Less(t, taken, 15)
}

func infer(m nn.Net, x []float32) []float32 {
	m.Batch().Put(0, x)
	return append([]float32(nil), m.Infer(1)...)
}

func TestAddRefuses(t *testing.T) {
	k := known(t, net)
	for name, err := range map[string]error{
		"a name that is taken": refusal(k, "a", shots(2, 5)),
		"no name":              refusal(k, "", shots(2, 5)),
		"no windows":           refusal(k, "c", nil),
		"a short window":       refusal(k, "c", []Shot{{1, 2}}),
		"no coreset":           refusal(Known{k.Net, k.Bundle, nil}, "c", shots(2, 5)),
		"another loss":         refusal(known(t, "input 6\ndense 16\nrelu\ndense 2\nloss mse"), "c", shots(2, 5)),
	} {
		assert.Error(t, err, name)
	}
}

func refusal(k Known, name string, s []Shot) error {
	_, err := Add(k, name, s)
	return err
}

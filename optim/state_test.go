//go:build !float64

package optim_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/optim"
)

// TestResume: a model that goes on from a stored state takes the steps that the one
// that was stored takes.
func TestResume(t *testing.T) {
	for _, o := range []optim.Options{
		{Rates: "backmatch", Updater: "sgd"},
		{Rates: "backmatch", Updater: "momentum"},
		{Rates: "constant", Updater: "momentum", Eta: 10, Tau: 0.01},
		{Rates: "constant", Updater: "adam"},
		{Rates: "constant", Updater: "adamw"},
		{Rates: "constant", Updater: "nesterov"},
		{Rates: "lars", Updater: "sgd"},
	} {
		t.Run(o.Rates+" "+o.Updater, func(t *testing.T) {
			for _, d := range []nn.DType{nn.F32, nn.Half} {
				first := resumable(t, o, d, 1)
				steps(t, first, 0, 20)
				state, err := first.AppendState([]byte{7})
				require.NoError(t, err)
				second := resumable(t, o, d, 2)
				rest, err := second.SetState(append(state, 9, 9)[1:])
				require.NoError(t, err)
				assert.Equal(t, []byte{9, 9}, rest)
				steps(t, first, 20, 10)
				steps(t, second, 20, 10)
				want, err := first.AppendState(nil)
				require.NoError(t, err)
				got, err := second.AppendState(nil)
				require.NoError(t, err)
				assert.Equal(t, want, got, d.String())
				_, err = second.SetState(got[:len(got)-1])
				require.Error(t, err)
			}
		})
	}
}

func TestResumeRefuses(t *testing.T) {
	m := resumable(t, optim.Options{Rates: "backmatch-scalar", Updater: "sgd"}, nn.F32, 1)
	_, err := m.AppendState(nil)
	require.ErrorContains(t, err, "cannot go on")
}

func resumable(t *testing.T, o optim.Options, d nn.DType, seed uint32) *nn.Model {
	t.Helper()
	s, err := nn.Parse("input 6x3\nconv1d 4 kernel=3\nbatchnorm\nrelu\nflatten\ndense 3\nloss softmax\n")
	require.NoError(t, err)
	opt, err := optim.ByName(o)
	require.NoError(t, err)
	m, err := nn.Build(s, nn.Options{Batch: 4, DType: d, Optimizer: opt, Seed: seed})
	require.NoError(t, err)
	return m
}

func steps(t *testing.T, m *nn.Model, from, n int) {
	t.Helper()
	row := make([]float32, 18)
	for s := from; s < from+n; s++ {
		for i := range 4 {
			for j := range row {
				row[j] = fixedpoint.Normal(uint32(s), uint32(18*i+j))
			}
			row[i%3] += 3
			m.Batch().Put(i, row)
			m.Batch().Class(i, i%3)
		}
		_, err := m.Step(4)
		require.NoError(t, err)
	}
}

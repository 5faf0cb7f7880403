package drift

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/fixedpoint"
)

// coin is 1 with probability p.
func coin(seed, i uint32, p float32) float64 {
	if fixedpoint.Uniform(fixedpoint.Rand(seed, i)) < p {
		return 1
	}
	return 0
}

// errorsOf is a net that is wrong in a tenth of the windows, from 2000 on in half of
// them, from 4000 on in a fifth.
func errorsOf(i int) float64 {
	switch {
	case i < 2000:
		return coin(7, uint32(i), 0.1)
	case i < 4000:
		return coin(7, uint32(i), 0.5)
	}
	return coin(7, uint32(i), 0.2)
}

// alarms returns where add reports one.
func alarms(add func(x float64) bool) (at []int) {
	for i := range 6000 {
		if add(errorsOf(i)) {
			at = append(at, i)
		}
	}
	return at
}

// TestAgainstReference: the places at which another implementation, in Python, with
// the constants of the library river, gave an alarm on the same numbers.
func TestAgainstReference(t *testing.T) {
	a := NewAdwin(0)
	assert.Equal(t, []int{2047, 2079, 4127, 4159}, alarms(func(x float64) bool { _, ok := a.Add(x); return ok }))
	assert.Equal(t, []int{1318, 1805, 2029, 2441, 2720, 2842, 3055, 3418}, alarms((&PageHinkley{Lambda: 10}).Add))
	assert.Equal(t, []int{2098}, alarms(new(PageHinkley).Add))
}

func TestAdwinTellsTheDirection(t *testing.T) {
	a := NewAdwin(0)
	var rose []bool
	for i := range 6000 {
		if c, ok := a.Add(errorsOf(i)); ok {
			rose = append(rose, c.Rose())
		}
	}
	assert.Equal(t, []bool{true, true, false, false}, rose)
	assert.InDelta(t, 0.2, a.Mean(), 0.03)
	assert.InDelta(t, 2000, a.Len(), 100)
}

// TestAdwinIsQuiet: no alarm on 20 streams of 3000 numbers that stay as they are.
func TestAdwinIsQuiet(t *testing.T) {
	for seed := range uint32(20) {
		a := NewAdwin(0)
		for i := range uint32(3000) {
			_, changed := a.Add(coin(seed, i, 0.3))
			if changed {
				t.Errorf("seed %d: alarm at %d", seed, i)
			}
		}
		assert.Equal(t, 3000, a.Len())
	}
}

func TestAllocations(t *testing.T) {
	a, p, i := NewAdwin(0), new(PageHinkley), 0
	assert.Zero(t, testing.AllocsPerRun(2000, func() {
		a.Add(errorsOf(i))
		p.Add(errorsOf(i))
		i += 3
	}))
}

func TestAdwinResumes(t *testing.T) {
	a, b := NewAdwin(0), NewAdwin(0)
	for i := range 2040 {
		a.Add(errorsOf(i))
	}
	state := a.AppendState(nil)
	rest, err := b.SetState(append(state, 3))
	require.NoError(t, err)
	assert.Equal(t, []byte{3}, rest)
	assert.Equal(t, state, b.AppendState(nil))
	for i := range 3000 {
		_, first := a.Add(errorsOf(2040 + i))
		_, second := b.Add(errorsOf(2040 + i))
		require.Equal(t, first, second)
	}
	for cut := range state {
		_, err := NewAdwin(0).SetState(state[:cut])
		require.Error(t, err)
	}
}

func TestAdwinOfNothing(t *testing.T) {
	a := NewAdwin(7)
	assert.Zero(t, a.Mean())
	assert.InDelta(t, DefaultDelta, a.delta, 0)
}

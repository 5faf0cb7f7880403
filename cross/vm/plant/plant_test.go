package plant

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestFolder(t *testing.T) {
	f := Folder()
	n := 0
	for _, r := range rows {
		n += r
	}
	assert.Equal(t, []int{n, Steps, len(Channels())}, f.Arrays["X"].Shape)
	assert.Len(t, f.Arrays["X"].Data, n*Steps*len(Channels()))
	assert.Len(t, Units(), len(Channels()))
}

func TestRunningShakes(t *testing.T) {
	most := func(c Class) (m int16) {
		for i := range Rate {
			m = max(m, Counts(c, i)[0])
		}
		return m
	}
	assert.Less(t, most(Idle), int16(200))
	assert.Greater(t, most(Running), int16(1200))
}

func TestLimits(t *testing.T) {
	l := Limits()
	assert.NoError(t, l.Check(l.Layout))
}

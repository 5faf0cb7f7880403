package witness

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/store/storetest"
)

func TestRunAndCheck(t *testing.T) {
	d := &storetest.Disk{}
	var last Ack
	keep := func(a Ack) error { last = a; return nil }
	require.NoError(t, Run(d, 6, keep))
	require.NoError(t, Run(d, 3, keep))
	assert.Equal(t, uint64(9), last.Seq)
	require.NoError(t, Check(d, last))
	assert.ErrorContains(t, Check(d, Ack{Seq: 10}), "was acknowledged")
	assert.ErrorContains(t, Check(d, Ack{Seq: 9, Records: 99}), "were acknowledged")
}

// TestCheckCanFail: a store that forgets what it acknowledged is found out.
func TestCheckCanFail(t *testing.T) {
	d := &storetest.Disk{}
	var last Ack
	require.NoError(t, Run(d, 5, func(a Ack) error { last = a; return nil }))
	d.Damage("slot0", 60) // the fifth state
	assert.Error(t, Check(d, last))
}

func TestRunStopsAtTheFirstError(t *testing.T) {
	full := errors.New("full")
	assert.ErrorIs(t, Run(&storetest.Disk{}, 2, func(Ack) error { return full }), full)
}

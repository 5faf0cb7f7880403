package main

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestCtrlCEndsWhatTakesLong: nothing is measured or checked any more.
func TestCtrlCEndsWhatTakesLong(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, args := range [][]string{{"bench", "--seconds", "3600"}, {"selftest", "--all"}, {"demo"}} {
		t.Run(args[0], func(t *testing.T) {
			var out, err bytes.Buffer
			assert.Equal(t, exitFailed, run(ctx, &env{out: &out, err: &err}, args))
			assert.Equal(t, "edgetune: error: stopped\n", err.String())
		})
	}
}

package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRun(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, "synth episodes=10"))
	assert.Contains(t, out.String(), "   0  x ")
	assert.Contains(t, out.String(), "10 seconds seen, 0 readings refused\n")
	assert.ErrorContains(t, run(t.Context(), &out, "nothing"), "unknown driver")
}

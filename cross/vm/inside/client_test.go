package inside

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/telemetry"
)

// address is where the service listens.
const address = "http://127.0.0.1:8080"

// state asks the service how it is.
func state(t *testing.T) (s telemetry.State) {
	t.Helper()
	a, err := http.Get(address + "/api/state")
	require.NoError(t, err)
	defer a.Body.Close()
	require.Equal(t, http.StatusOK, a.StatusCode)
	require.NoError(t, json.NewDecoder(a.Body).Decode(&s))
	return s
}

// patience is how long the service may take for anything: the processor is emulated, on
// a machine that has other work.
const patience = time.Minute

// reach asks until the state is as wanted.
func reach(t *testing.T, what string, ok func(telemetry.State) bool) (s telemetry.State) {
	t.Helper()
	if !assert.Eventually(t, func() bool {
		s = state(t)
		return ok(s)
	}, patience, 250*time.Millisecond, what) {
		b, err := json.MarshalIndent(s, "", " ")
		require.NoError(t, err)
		t.Fatalf("%s\n%s", b, metrics(t))
	}
	return s
}

// post sends an object and returns the answer.
func post(t *testing.T, path string, body any) map[string]any {
	t.Helper()
	b, err := json.Marshal(body)
	require.NoError(t, err)
	a, err := http.Post(address+path, "application/json", bytes.NewReader(b))
	require.NoError(t, err)
	defer a.Body.Close()
	var answer map[string]any
	require.NoError(t, json.NewDecoder(a.Body).Decode(&answer))
	require.Less(t, a.StatusCode, 300, "%s: %v", path, answer)
	return answer
}

// metric reads a number of /metrics.
func metric(t *testing.T, name string) float64 {
	t.Helper()
	for line := range strings.Lines(metrics(t)) {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), name+" "); ok {
			v, err := strconv.ParseFloat(text, 64)
			require.NoError(t, err)
			return v
		}
	}
	return 0
}

func metrics(t *testing.T) string {
	t.Helper()
	a, err := http.Get(address + "/metrics")
	require.NoError(t, err)
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	require.NoError(t, err)
	return string(b)
}

// healthy asks the health check that deploy asks.
func healthy(t *testing.T) {
	t.Helper()
	a, err := http.Get(address + "/healthz")
	require.NoError(t, err)
	defer a.Body.Close()
	require.Equal(t, http.StatusOK, a.StatusCode)
}

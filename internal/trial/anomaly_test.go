package trial

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/trial/foldertest"
	"edgetune/sensors/replay"
)

// TestAnomalyOnPump holds the figures of docs/continual.md.
func TestAnomalyOnPump(t *testing.T) {
	runs, means, err := Anomaly(background, AnomalyOptions{Data: Data{Dir: recording(t, "pump_skab")}, Fit: 400})
	require.NoError(t, err)
	require.Len(t, means, 2)
	require.Len(t, runs, 11)
	assert.Equal(t, []int{8, 3}, []int{means[0].Runs, means[1].Runs})
	assert.InDelta(t, 0.934, *means[0].AUC, 0.002)
	assert.GreaterOrEqual(t, *means[1].AUC, 0.76)
	assert.Less(t, *means[0].FPR, 0.05)
	assert.Greater(t, *means[0].TPR, 0.65)
}

func TestAnomalyRuns(t *testing.T) {
	dir := t.TempDir()
	f := foldertest.Runs()
	require.NoError(t, f.Write(dir))
	rows := 0
	o := AnomalyOptions{Data: Data{Dir: dir}, Splits: []replay.Split{replay.TargetTest}, Fit: 60, Watch: func(AnomalyRow) { rows++ }}
	runs, means, err := Anomaly(background, o)
	require.NoError(t, err)
	require.Len(t, runs, 1)
	assert.Equal(t, 40, runs[0].Rows)
	assert.Equal(t, 20, runs[0].Anomalous)
	assert.Equal(t, 100, rows)
	assert.Greater(t, *runs[0].AUC, 0.95)
	assert.Equal(t, runs[0].AUC, means[0].AUC)

	o.Fit = 100
	runs, means, err = Anomaly(background, o)
	require.NoError(t, err)
	assert.Nil(t, runs[0].AUC, "nothing is left to score")
	assert.Nil(t, means[0].AUC)

	delete(f.Arrays, "y")
	f.Meta["classes"] = []string{}
	require.NoError(t, f.Write(dir))
	_, _, err = Anomaly(background, o)
	require.ErrorContains(t, err, "no labels")
}

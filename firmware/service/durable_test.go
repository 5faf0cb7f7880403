package service_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/service"
	"edgetune/firmware/store/storetest"
	"edgetune/firmware/telemetry"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// TestDurable cuts the power right after the answer to a label: one that said durable is
// there afterwards, whatever the disk made of what was not synced; while learning rests
// the answer does not say so. Every fourth net is in integers.
func TestDurable(t *testing.T) {
	runs := uint64(12)
	if testing.Short() {
		runs = 4
	}
	for seed := range runs {
		d := &storetest.Disk{}
		p := newTap(t, replay.TargetAdapt)
		o := service.Options{Config: config(t), Disk: d, Source: func(context.Context) (sensors.Source, error) { return p, nil }}
		if seed%4 == 1 {
			o.Config.Model.Precision = "q7"
		}
		r := start(t, o)
		n := 1 + int(seed)
		p.allow <- n + 1
		s := r.until("answers", func(s telemetry.State) bool { return len(s.Recent) == n+1 })
		for _, w := range s.Recent[:n] {
			code, answer := r.post("/api/label", object{"window": w.Window, "class": "fast"})
			require.Equal(t, http.StatusOK, code)
			require.Equal(t, true, answer["durable"])
		}
		r.post("/api/pause", object{})
		code, answer := r.post("/api/label", object{"window": s.Recent[n].Window, "class": "fast"})
		assert.Equal(t, http.StatusAccepted, code)
		assert.Equal(t, false, answer["durable"])
		d.Cut()
		r.stop()
		err := <-r.ended
		r.ended <- err
		require.ErrorIs(t, err, storetest.ErrCut)

		o.Disk = d.Crash(seed)
		r = start(t, o)
		assert.Equal(t, n, r.state().Windows, "seed %d", seed)
		r.end()
	}
}

package telemetry

import (
	"fmt"
	"net/http"

	"github.com/VictoriaMetrics/metrics"
)

// metrics writes the numbers of the learner, of this server and of the process, for
// Prometheus.
func (s *Server) metrics(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	st, h := s.o.Service.State(), s.o.Service.Health()
	up := 0.0
	if len(h.Reasons) == 0 {
		up = 1
	}
	metrics.WriteGaugeFloat64(w, "edgetune_healthy", up)
	metrics.WriteGaugeFloat64(w, "edgetune_paused", flag(st.Paused))
	metrics.WriteGaugeUint64(w, "edgetune_generation", h.Generation)
	metrics.WriteCounterUint64(w, "edgetune_steps_total", uint64(st.Steps))
	metrics.WriteCounterUint64(w, "edgetune_windows_learned_total", uint64(st.Windows))
	metrics.WriteCounterUint64(w, "edgetune_drifts_total", uint64(st.Drift.Count))
	metrics.WriteGaugeUint64(w, "edgetune_streams", uint64(s.o.Live.listeners()))
	optional(w, "edgetune_loss", st.Loss)
	optional(w, "edgetune_accuracy", st.Accuracy)
	if p := st.Prediction; p != nil && len(st.Targets) == 0 {
		metrics.WriteGaugeFloat64(w, "edgetune_confidence", p.Confidence)
	}
	values(w, &st)
	if a := st.Anomaly; a != nil {
		metrics.WriteGaugeFloat64(w, "edgetune_anomaly_score", a.Score)
		metrics.WriteGaugeFloat64(w, "edgetune_anomaly_alarm", flag(a.Alarm))
	}
	for _, c := range st.Counters {
		metrics.WriteCounterFloat64(w, c.Name, c.Value)
	}
	for _, g := range st.Gauges {
		metrics.WriteGaugeFloat64(w, g.Name, g.Value)
	}
	s.set.WritePrometheus(w)
	metrics.WriteProcessMetrics(w)
	metrics.WriteFDMetrics(w)
}

// values writes what a net of a regression said of the newest window, and how wrong it was.
func values(w http.ResponseWriter, st *State) {
	for i, t := range st.Targets {
		if p := st.Prediction; p != nil && i < len(p.Values) {
			metrics.WriteGaugeFloat64(w, fmt.Sprintf("edgetune_value{target=%q,unit=%q}", t.Name, t.Unit), p.Values[i])
		}
		if i < len(st.Errors) {
			metrics.WriteGaugeFloat64(w, fmt.Sprintf("edgetune_error{target=%q,unit=%q}", t.Name, t.Unit), st.Errors[i])
		}
	}
}

func optional(w http.ResponseWriter, name string, v *float64) {
	if v != nil {
		metrics.WriteGaugeFloat64(w, name, *v)
	}
}

func flag(on bool) float64 {
	if on {
		return 1
	}
	return 0
}

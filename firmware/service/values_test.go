package service_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/service"
	"edgetune/firmware/telemetry"
	"edgetune/internal/mqtt/mqtttest"
	"edgetune/internal/trial"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// trainedValues is a net that gives two values.
func trainedValues(t testing.TB) fixture {
	t.Helper()
	f, err := train(t.TempDir(), "values")
	require.NoError(t, err)
	return f
}

// onValues is a service with that net, and its windows.
func onValues(t testing.TB) (fixture, service.Options, *tap) {
	f := trainedValues(t)
	c := config(t)
	c.Model.File = f.model
	p := tapOf(t, f, replay.TargetAdapt)
	return f, service.Options{Config: c, Source: func(context.Context) (sensors.Source, error) { return p, nil }}, p
}

// TestValues follows a regression: answers with units, labels that come late, learning, a
// rollback, a replay.
func TestValues(t *testing.T) {
	f, o, p := onValues(t)
	r := start(t, o)
	p.allow <- 24
	s := r.until("24 answers", func(s telemetry.State) bool { return len(s.Recent) == 24 })
	assert.Equal(t, []telemetry.Target{{Name: "small", Unit: "V"}, {Name: "large", Unit: "mV"}}, s.Targets)
	assert.Empty(t, s.Classes)
	assert.Equal(t, s.Recent[0].Values, s.Prediction.Values)
	assert.Contains(t, s.Prediction.Name, "small ")
	for _, w := range s.Recent {
		code, answer := r.post("/api/label", object{"window": w.Window, "values": []float64{w.Values[0] + 1, w.Values[1] - 100}})
		require.Equal(t, http.StatusOK, code, "%v", answer)
		require.Equal(t, true, answer["durable"])
	}
	s = r.until("learning", func(s telemetry.State) bool { return s.Windows == 24 && s.Steps > 0 })
	assert.Nil(t, s.Accuracy)
	assert.InDeltaSlice(t, []float64{1, 100}, s.Errors, 1e-3)
	n := numbers(r.url)
	assert.InDelta(t, 1, n[`edgetune_error{target="small",unit="V"}`], 1e-3)
	assert.InDelta(t, s.Prediction.Values[1], n[`edgetune_value{target="large",unit="mV"}`], 1e-3)
	r.end()
	_, err := trial.Replay(f.model, o.Config.State.Folder)
	require.NoError(t, err)

	r = start(t, o)
	assert.Equal(t, 24, r.state().Windows)
	code, _ := r.post("/api/rollback", object{"to": 1})
	require.Equal(t, http.StatusOK, code)
	assert.Zero(t, r.state().Steps)
	r.end()
}

// TestValuesDoor: what is no label of such a net is refused, with what to send.
func TestValuesDoor(t *testing.T) {
	_, o, p := onValues(t)
	r := start(t, o)
	p.allow <- 2
	s := r.until("answers", func(s telemetry.State) bool { return len(s.Recent) == 2 })
	near := s.Recent[0].Values
	for _, c := range []struct {
		name string
		body object
		hint string
	}{
		{"one of two", object{"values": []float64{1}}, "small V, large mV"},
		{"none", object{}, "small V, large mV"},
		{"empty", object{"values": []float64{}}, "small V, large mV"},
		{"a class", object{"class": "hot"}, "small V, large mV"},
		{"null", object{"values": []any{nil, 1}}, "docs/service.md"},
		{"not finite", object{"class": "NaN 3"}, "give "},
		{"in another unit", object{"values": []float64{near[0], 1000 * near[1]}}, "give "},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, answer := r.post("/api/label", c.body)
			assert.Equal(t, http.StatusBadRequest, code, "%v", answer)
			assert.Contains(t, answer["hint"], c.hint)
		})
	}
	label := func(values ...float64) int {
		code, _ := r.post("/api/label", object{"window": s.Recent[0].Window, "values": values})
		return code
	}
	assert.Equal(t, http.StatusOK, label(near...))
	assert.Equal(t, http.StatusAccepted, label(near...), "the same again")
	assert.Equal(t, http.StatusConflict, label(near[0]+1, near[1]))
	assert.Equal(t, 1, r.state().Windows)
	r.end()
}

// TestValuesMQTT: values go out with their units, labels come in as numbers.
func TestValuesMQTT(t *testing.T) {
	b := mqtttest.Start(t)
	_, o, p := onValues(t)
	o.Config.MQTT.Broker, o.Config.MQTT.Every = b.URL, 50*time.Millisecond
	r := start(t, o)
	var entity struct {
		Unit string `json:"unit_of_measurement"`
	}
	m := b.Wait(t, "homeassistant/sensor/edgetune_bench/value_1/config", mqtttest.Any)
	require.NoError(t, json.Unmarshal([]byte(m.Payload), &entity))
	assert.Equal(t, "mV", entity.Unit)
	b.Wait(t, "homeassistant/text/edgetune_bench/label/config", mqtttest.Any)
	p.allow <- 1
	m = b.Wait(t, "edgetune/bench/prediction", mqtttest.Any)
	var said telemetry.Prediction
	require.NoError(t, json.Unmarshal([]byte(m.Payload), &said))
	assert.Equal(t, r.state().Prediction.Values, said.Values)
	b.Publish(t, "edgetune/bench/label", "10.5; 50")
	r.until("the label", func(s telemetry.State) bool { return s.Windows == 1 && s.Recent[0].Label == "10.5, 50" })
	r.end()
}

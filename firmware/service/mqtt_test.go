package service_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/service"
	"edgetune/firmware/telemetry"
	"edgetune/internal/mqtt/mqtttest"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// TestMQTT: answers and Home Assistant's entities go out, labels come in, and the
// broker knows when the service has gone.
func TestMQTT(t *testing.T) {
	b := mqtttest.Start(t)
	c := config(t)
	c.MQTT.Broker, c.MQTT.Every, c.Learn.Shots = b.URL, 50*time.Millisecond, 2
	p := newTap(t, replay.TargetAdapt)
	r := start(t, service.Options{Config: c, Source: func(context.Context) (sensors.Source, error) { return p, nil }})
	says := func(text string) func(mqtttest.Message) bool {
		return func(m mqtttest.Message) bool { return m.Payload == text }
	}
	b.Wait(t, "edgetune/bench/availability", says("online"))
	var entity struct {
		ID      string   `json:"unique_id"`
		Options []string `json:"options"`
		Command string   `json:"command_topic"`
	}
	m := b.Wait(t, "homeassistant/select/edgetune_bench/label/config", mqtttest.Any)
	require.NoError(t, json.Unmarshal([]byte(m.Payload), &entity))
	assert.Equal(t, "edgetune_bench_label", entity.ID)
	assert.Equal(t, []string{"slow", "medium", "fast"}, entity.Options)
	assert.Equal(t, "edgetune/bench/label", entity.Command)
	p.allow <- 1
	m = b.Wait(t, "edgetune/bench/prediction", mqtttest.Any)
	var said telemetry.Prediction
	require.NoError(t, json.Unmarshal([]byte(m.Payload), &said))
	assert.Equal(t, r.state().Prediction.Window, said.Window)
	b.Wait(t, "edgetune/bench/state", mqtttest.Any)
	b.Publish(t, "edgetune/bench/label", "medium")
	r.until("the label", func(s telemetry.State) bool { return s.Windows == 1 && s.Recent[0].Label == "medium" })
	for i := range c.Learn.Shots {
		p.allow <- 1
		r.until("a window", func(s telemetry.State) bool { return len(s.Recent) == i+2 })
		b.Publish(t, "edgetune/bench/label", "flying")
		r.until("the label", func(s telemetry.State) bool { return s.Recent[0].Label == "flying" })
	}
	b.Wait(t, "homeassistant/select/edgetune_bench/label/config", func(m mqtttest.Message) bool { return strings.Contains(m.Payload, "flying") })
	b.Publish(t, "edgetune/bench/label", `{"klass":1}`)
	require.Eventually(t, func() bool { return bytes.Contains([]byte(r.log.String()), []byte("label from MQTT refused")) }, 10*time.Second, 5*time.Millisecond)
	r.end()
	b.Wait(t, "edgetune/bench/availability", says("offline"))
}

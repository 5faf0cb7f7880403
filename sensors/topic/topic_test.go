package topic

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"edgetune/internal/mqtt"
	"edgetune/internal/mqtt/mqtttest"
	"edgetune/sensors"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func conf(b *mqtttest.Broker) Conf {
	return Conf{Broker: b.URL, Topic: "home/room", ClientID: "reader", Channels: []string{"temperature", "air.humidity"}, Retry: 10 * time.Millisecond}
}

// online waits until the broker has taken the subscription.
func online(t *testing.T, s *Source) {
	t.Helper()
	require.Eventually(t, s.client.Online, 10*time.Second, time.Millisecond)
}

func limit(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestMessagesAreSamples(t *testing.T) {
	b := mqtttest.Start(t)
	c := conf(b)
	c.Label, c.Classes = "state", []string{"empty", "full"}
	s, err := New(c)
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	online(t, s)
	before := time.Now().UnixNano()
	b.Publish(t, "home/room", `{"temperature": "21.5", "air": {"humidity": 40}, "state": "full", "battery": 3}`)
	b.Publish(t, "home/other", `{}`)
	b.Publish(t, "home/room", `[20, 41]`)
	var got sensors.Sample
	got.Values = make([]float32, 2)
	require.NoError(t, s.Read(limit(t), &got))
	assert.Equal(t, []float32{21.5, 40}, got.Values)
	assert.Equal(t, sensors.Label{Kind: sensors.ClassLabel, Class: 1}, got.Label)
	assert.GreaterOrEqual(t, got.Time, before)
	first := got.Time
	require.NoError(t, s.Read(limit(t), &got))
	assert.Equal(t, []float32{20, 41}, got.Values)
	assert.Equal(t, sensors.NoLabel, got.Label.Kind)
	assert.Greater(t, got.Time, first)
	assert.Zero(t, got.Run)
}

// TestTheBrokerComesBack: what came after a broken connection belongs to a new run.
func TestTheBrokerComesBack(t *testing.T) {
	b := mqtttest.Start(t)
	s, err := New(conf(b))
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	online(t, s)
	got := sensors.Sample{Values: make([]float32, 2)}
	b.Publish(t, "home/room", `[1, 2]`)
	require.NoError(t, s.Read(limit(t), &got))
	b.Drop("reader")
	require.Eventually(t, func() bool { return s.hole.Load() }, 10*time.Second, time.Millisecond)
	online(t, s)
	b.Publish(t, "home/room", `[3, 4]`)
	require.NoError(t, s.Read(limit(t), &got))
	assert.Equal(t, []float32{3, 4}, got.Values)
	assert.Equal(t, 1, got.Run)
}

// TestBadMessages: the first one is an error that says what came; later ones are left out.
func TestBadMessages(t *testing.T) {
	b := mqtttest.Start(t)
	s, err := New(conf(b))
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	online(t, s)
	got := sensors.Sample{Values: make([]float32, 2)}
	b.Publish(t, "home/room", `{"temp": 1}`)
	err = s.Read(limit(t), &got)
	assert.EqualError(t, err, `sensors/topic: home/room: no key "temperature"; the message has temp`)
	for _, text := range []string{`[1,2]`, `{"temp":1}`, `nonsense`, `[1]`, `[1,"x"]`, `[1,1e99]`, `[3,4]`} {
		b.Publish(t, "home/room", text)
	}
	require.NoError(t, s.Read(limit(t), &got))
	require.NoError(t, s.Read(limit(t), &got))
	assert.Equal(t, []float32{3, 4}, got.Values)
	assert.Equal(t, 1, got.Run)
	assert.EqualValues(t, 6, s.Stats().Lost)
	assert.EqualValues(t, 2, s.Stats().Samples)
}

// TestKeptMessagesAreLeftOut: nobody knows how old a retained message is.
func TestKeptMessagesAreLeftOut(t *testing.T) {
	b := mqtttest.Start(t)
	s, err := New(conf(b))
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	s.handle(mqtt.Message{Payload: []byte("[1,2]"), Retain: true})
	s.handle(mqtt.Message{Payload: []byte("[3,4]")})
	got := sensors.Sample{Values: make([]float32, 2)}
	require.NoError(t, s.Read(limit(t), &got))
	assert.Equal(t, []float32{3, 4}, got.Values)
}

// TestFlood: what does not fit the queue is counted, and leaves a hole in its place.
func TestFlood(t *testing.T) {
	b := mqtttest.Start(t)
	s, err := New(conf(b))
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	s.handle(mqtt.Message{Payload: []byte("[0,0]")})
	got := sensors.Sample{Values: make([]float32, 2)}
	require.NoError(t, s.Read(limit(t), &got))
	for range queue + 10 {
		s.handle(mqtt.Message{Payload: []byte("[1,1]")})
	}
	for range queue {
		require.NoError(t, s.Read(limit(t), &got))
	}
	assert.Zero(t, got.Run, "what was queued came without a hole")
	s.handle(mqtt.Message{Payload: []byte("[2,2]")})
	require.NoError(t, s.Read(limit(t), &got))
	assert.Equal(t, 1, got.Run)
	assert.EqualValues(t, 10, s.Stats().Lost)
}

func TestSilence(t *testing.T) {
	b := mqtttest.Start(t)
	c := conf(b)
	c.Timeout = 5 * time.Millisecond
	s, err := New(c)
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	err = s.Read(limit(t), &sensors.Sample{Values: make([]float32, 2)})
	assert.ErrorIs(t, err, ErrSilent)
}

func TestNoBroker(t *testing.T) {
	s, err := New(Conf{Broker: "mqtt://127.0.0.1:1", Topic: "a", ClientID: "x", Channels: []string{"v"}})
	require.NoError(t, err)
	err = s.Read(limit(t), &sensors.Sample{Values: make([]float32, 1)})
	assert.ErrorContains(t, err, "check broker, user and password")
	require.NoError(t, s.Close())
}

func TestRefused(t *testing.T) {
	good := Conf{Broker: "mqtt://localhost", Topic: "a", ClientID: "x", Channels: []string{"v"}}
	for want, change := range map[string]func(*Conf){
		"no channel":              func(c *Conf) { c.Channels = nil },
		"2 units for 1 channels":  func(c *Conf) { c.Units = []string{"V", "A"} },
		"stand for many topics":   func(c *Conf) { c.Topic = "a/#" },
		"write mqtt://host:1883 ": func(c *Conf) { c.Broker = "localhost" },
		"no client id":            func(c *Conf) { c.ClientID = "" },
	} {
		c := good
		change(&c)
		_, err := New(c)
		assert.ErrorContains(t, err, want)
	}
}

func FuzzDecode(f *testing.F) {
	for _, text := range []string{`{"a":1,"b":{"c":"2"},"l":"on"}`, `[1,2]`, `1`, `true`, `{"a":1e400}`, `[[]]`, `null`} {
		f.Add([]byte(text))
	}
	c := Conf{Channels: []string{"a", "b.c"}, Label: "l", Classes: []string{"off", "on"}}
	f.Fuzz(func(t *testing.T, payload []byte) {
		dst := make([]float32, 2)
		label, err := c.decode(payload, dst)
		if err != nil {
			return
		}
		for _, v := range dst {
			if !(math.Abs(float64(v)) <= math.MaxFloat32) {
				t.Fatalf("%q gives %v", payload, v)
			}
		}
		require.Less(t, label.Class, 2)
	})
}
